package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.gateway.message.Message.State;
import dev.sluice.gateway.task.Task;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By a real SMTP server. */
class MailTest {

  @TempDir private Path folder;
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private MessageRig rig;

  @BeforeEach
  void open() {
    server.start();
    rig = new MessageRig(folder);
    rig.messages = mail(Templates.BUILT_IN);
  }

  @AfterEach
  void close() {
    rig.close();
    server.stop();
  }

  private Messages mail(Templates templates) {
    return new Messages(
        new Messages.Mail(
            "127.0.0.1",
            server.getSmtp().getPort(),
            Messages.Security.none,
            null,
            "Sluice <sluice@example.com>"),
        null,
        null,
        Messages.LINKS,
        Locale.ENGLISH,
        templates);
  }

  private MimeMessage received() {
    assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
    return server.getReceivedMessages()[0];
  }

  private static String part(MimeMessage message, int part) throws Exception {
    return String.valueOf(((MimeMultipart) message.getContent()).getBodyPart(part).getContent());
  }

  @Test
  void whoeverIsAskedGetsTextAndHtmlWithOneLinkOfTheirOwn() throws Exception {
    rig.ask(0, "role:clerk");
    MimeMessage mail = received();
    assertThat(mail.getSubject()).isEqualTo("May <b>order 1</b> go on?");
    assertThat(mail.getFrom()[0].toString()).isEqualTo("Sluice <sluice@example.com>");
    assertThat(mail.getAllRecipients()[0].toString()).contains("anna@example.com");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(mail.getMessageID()).matches("<msg_[0-9a-f]{32}@sluice>");
    assertThat(part(mail, 0)).contains("Hello Anna <Weber>").containsPattern("/t/[\\w-]{43}\\s");
    assertThat(part(mail, 1))
        .contains("May &lt;b&gt;order 1&lt;/b&gt; go on?", "Anna &lt;Weber&gt;")
        .containsPattern("href=\"https://sluice.test/t/[\\w-]{43}\"")
        .doesNotContain("<b>");
    await().until(() -> rig.list(State.sent).size() == 1);
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void templatesAreInTheLanguageOfWhoeverReadsThem() throws Exception {
    Path german = Files.createDirectories(folder.resolve("templates/de"));
    Files.writeString(german.resolve("asked.txt"), "Subject: Bitte: {{question}}\n\n{{link}}");
    Files.writeString(german.resolve("asked.html"), "<p>Bitte: {{data.total}} bis {{due}}</p>");
    List<String> refused = new ArrayList<>();
    rig.messages =
        mail(
            Templates.read(
                folder.resolve("templates"), (file, why) -> refused.add(file + " " + why)));
    assertThat(refused).isEmpty();
    rig.ask(0, "role:clerk");
    assertThat(received().getSubject()).startsWith("Bitte: May");
    assertThat(part(received(), 1)).contains("Bitte: 1200.00 bis 22.11.2026", "Europe/Berlin");

    rig.put(1, "role:manager", Task.State.open, List.of());
    assertThat(server.waitForIncomingEmail(10_000, 2)).isTrue();
    assertThat(server.getReceivedMessages()[1].getSubject()).startsWith("May");
  }

  @Test
  void aServerThatIsAwayIsToldToWhoeverOperates() {
    server.stop();
    rig.ask(0, "role:clerk");
    await().until(() -> rig.list().get(0).error() != null);
    assertThat(rig.list().get(0).error()).startsWith("the mail server 127.0.0.1 failed: ");
    assertThat(rig.list().get(0).state()).isEqualTo(State.waiting);
    server.start();
  }
}
