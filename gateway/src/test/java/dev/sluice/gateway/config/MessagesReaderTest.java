package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.message.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MessagesReaderTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml =
      new SluiceYaml(
          () -> folder,
          Map.of(
              "PASSWORD", "0123456789abcdef",
              "SLACK", "https://hooks.slack.com/services/T/B/x",
              "HOOK", "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="));

  private static String messages(String lines) {
    return ROUTES + "messages:\n" + lines.indent(2);
  }

  @Test
  void allOfItIsRead() {
    Messages read =
        yaml.good(
                messages(
                    """
                    mail: {host: smtp.example.com, user: u, password: env:PASSWORD, from: S <s@e.org>}
                    slack: {url: env:SLACK}
                    webhook: {url: "https://hooks.example.com/a", secret: env:HOOK}
                    links: 2d
                    locale: de-AT
                    """))
            .messages();
    Messages.Mail mail = Objects.requireNonNull(read.mail());
    assertThat(mail.port()).isEqualTo(587);
    assertThat(mail.security()).isEqualTo(Messages.Security.starttls);
    assertThat(mail.login()).isEqualTo(new Messages.Login("u", "0123456789abcdef"));
    assertThat(Objects.requireNonNull(read.slack()).url()).hasHost("hooks.slack.com");
    assertThat(Objects.requireNonNull(read.webhook()).secret())
        .asString()
        .isEqualTo("0123456789abcdef");
    assertThat(read.links()).isEqualTo(Duration.ofDays(2));
    assertThat(read.locale()).isEqualTo(Locale.forLanguageTag("de-AT"));
    assertThat(read.toString()).doesNotContain("0123456789abcdef", "services/T/B");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    assertThat(
            yaml.places(
                messages(
                    """
                    mail: {host: "a b", from: nobody, user: u}
                    slack: {url: "https://hooks.slack.com/services/T/B/x"}
                    webhook: {url: "ftp://x", secret: env:PASSWORD}
                    locale: german
                    """)))
        .anyMatch(each -> each.contains("messages.mail.host: 'a b' is no host"))
        .anyMatch(each -> each.contains("messages.mail.from: 'nobody' is no sender"))
        .anyMatch(each -> each.contains("messages.mail: user and password belong together"))
        .anyMatch(each -> each.contains("messages.slack.url: "))
        .anyMatch(each -> each.contains("messages.webhook.url: is no address to post to"))
        .anyMatch(each -> each.contains("messages.locale: 'german' is no language"))
        .noneMatch(each -> each.contains("services/T/B"));
  }

  @Test
  void templatesAreCheckedBeforeAnybodyReadsThem() throws IOException {
    Path german = Files.createDirectories(folder.resolve("templates/de"));
    Files.writeString(german.resolve("asked.txt"), "{{question}}");
    Files.writeString(german.resolve("asked.html"), "<a title=\"{{question}}\">x</a>");
    Files.writeString(german.resolve("reminder.txt"), "Subject: x\n");
    Path french = Files.createDirectories(folder.resolve("templates/fr"));
    Files.write(french.resolve("asked.txt"), new byte[] {'S', (byte) 0xe9});
    assertThat(yaml.places(messages("templates: ./templates\n")))
        .anyMatch(each -> each.contains("fr/asked.txt: is not in UTF-8"))
        .anyMatch(each -> each.contains("de/asked.txt: its first line must be 'Subject:'"))
        .anyMatch(each -> each.contains("de/asked.html: 'question' stands inside of a tag"))
        .anyMatch(each -> each.contains("de/reminder.html: cannot be read"));
  }

  @Test
  void aTierThatNoMailReachesIsWarnedOfAndLinksThatLeadToThisMachine() {
    String people =
        """
        people:
          members:
            anna: {name: Anna, email: anna@example.com, roles: [clerk]}
            bob: {name: Bob, roles: [clerk, manager]}
          ladders:
            l:
              tiers:
                - {to: role:clerk, within: 1h}
                - {to: role:manager, within: 1h}
                - {to: person:bob, within: 1h}
                - {to: person:anna, within: 1h}
              otherwise: reject
        """;
    String mail = "mail: {host: smtp.example.com, from: s@example.com}\n";
    String nobody = ": nobody whom this asks has an email";
    assertThat(warnings(people + messages(mail)))
        .satisfiesExactlyInAnyOrder(
            each -> assertThat(each).contains("tiers[1].to" + nobody),
            each -> assertThat(each).contains("tiers[2].to" + nobody),
            each -> assertThat(each).contains("messages: links in messages lead to this machine"));
    assertThat(warnings(people + messages("slack: {url: env:SLACK}\n")))
        .noneMatch(each -> each.contains(nobody));
  }

  private List<String> warnings(String text) {
    return yaml.load(text).warnings().stream().map(SluiceYaml::place).toList();
  }

  @Test
  void whatEgressAllowsIsAnAddressOrANetwork() {
    assertThat(yaml.good(ROUTES + "egress: {allow: [127.0.0.1, 10.0.0.0/8, '::1']}\n").egress())
        .hasSize(3);
    assertThat(yaml.places(ROUTES + "egress: {allow: [hooks.internal]}\n"))
        .anyMatch(each -> each.contains("egress.allow[0]: 'hooks.internal' is no address"));
  }
}
