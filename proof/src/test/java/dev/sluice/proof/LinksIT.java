package dev.sluice.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links that come by mail, in a real browser, and real runs that ask. */
class LinksIT {

  private static final Pattern LINK = Pattern.compile("https?://[^\\s]+/t/[A-Za-z0-9_-]{43}");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      people:
        members:
          anna: {name: Anna Weber, email: anna@example.com, roles: [clerk]}
          ben: {name: Ben Lee, email: ben@example.com, roles: [clerk]}
          hilda: {name: Hilda, email: hilda@example.com, roles: [head]}
        ladders:
          both: {tiers: [{to: 'role:clerk', within: 1h, quorum: 2, of: 2}], otherwise: reject}
          short: {tiers: [{to: 'role:clerk', within: 12s}, {to: 'role:head', within: 1h}], otherwise: reject}
      access:
        keys:
          - {name: ben, key: 'env:BEN_KEY', roles: [read], person: ben}
          - {name: worker, key: 'env:SLUICE_GATEWAY_KEY', roles: [publish, read, operate, worker]}
      messages:
        mail: {host: 127.0.0.1, port: %d, security: none, from: Sluice <sluice@example.com>}
        links: %s
      routes:
        - name: expense
          on: expense.claimed
          start:
            workflow: TaskWorkflow
            taskQueue: tasks
            id: expense-${event.data.id}
            input: '{"question": "May the expense " + event.data.id + " be paid?", "data": {"total": event.data.total, "for": event.data.what}, "ladder": event.data.ladder}'
      """;

  @TempDir static Path folder;

  private static final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private static Chromium chromium;
  private static DevProcess dev;
  private static Http gateway;

  /** A link of a second, whose question is open. */
  private static String old;

  private Visits visits;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.startOrSkip();
    mail.start();
    var config = config("1s");
    dev =
        DevProcess.start(
            TemporalKind.inProcess,
            Map.of("BEN_KEY", key("ben"), "SLUICE_GATEWAY_KEY", key("worker")),
            folder.resolve("data"),
            "--config",
            config.toString());
    gateway = dev.gateway();
    ask("old", "both");
    old = link("old", "anna");
    var unused = config("1h");
    Awaitility.await("the configuration is read again")
        .atMost(PATIENCE)
        .until(() -> metrics().contains("sluice_config_loads_total{result=\"loaded\"} 1.0"));
  }

  private static Path config(String links) throws IOException {
    return Files.writeString(
        folder.resolve("sluice.yaml"), CONFIG.formatted(mail.getSmtp().getPort(), links));
  }

  private static String metrics() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.base() + "/metrics"))
            .header("Authorization", "Bearer " + key("worker"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @AfterAll
  static void stop() {
    if (dev != null) {
      dev.close();
    }
    mail.stop();
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void visit() {
    visits = new Visits(chromium, gateway.base());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    visits.close();
    visits.forgive("a request to " + gateway.base() + "/t/");
    Assertions.assertThat(visits.complaints()).isEmpty();
  }

  @Test
  void aLinkIsAnsweredOnAPhoneWithoutAScriptAndWithoutSigningIn() {
    ask("phone", "both");
    var page = visits.open(Look.on(Look.PHONE).setJavaScriptEnabled(false));
    page.navigate(link("phone", "anna"));
    assertThat(page.locator("h1")).hasText("A question for Anna Weber");
    assertThat(page.locator("main")).containsText("May the expense phone be paid?");
    assertThat(page.locator("main")).containsText("total: 120.00");
    page.locator("textarea").focus();
    page.keyboard().type("As agreed.");
    page.keyboard().press("Tab");
    assertThat(button(page, "approve")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("Thank you");
    var vote = decisions("phone").get(0);
    Assertions.assertThat(vote.path("by").asText()).isEqualTo("anna");
    Assertions.assertThat(vote.path("comment").asText()).isEqualTo("As agreed.");

    page.navigate(link("phone", "anna"));
    assertThat(page.locator("h1")).hasText("You have answered");
    Assertions.assertThat(decisions("phone")).hasSize(1);
    visits.forgive("410");
  }

  @Test
  void aScannerThatOpensItAgainAndAgainUsesNothingUp() throws Exception {
    ask("scanned", "both");
    var link = URI.create(link("scanned", "anna"));
    var scanner = HttpClient.newHttpClient();
    for (int i = 0; i < 20; i++) {
      var method = i % 2 == 0 ? "HEAD" : "GET";
      var request = HttpRequest.newBuilder(link).method(method, BodyPublishers.noBody()).build();
      Assertions.assertThat(scanner.send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    Assertions.assertThat(decisions("scanned")).isEmpty();
    var page = visits.open(Look.on(Look.PHONE));
    page.navigate(link.toString());
    button(page, "reject").click();
    assertThat(page.locator("h1")).hasText("Thank you");
    Assertions.assertThat(decisions("scanned")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.proof.Look#all")
  void eachPageCanBeReadByAnybodyAndOnlyTheAnswerDecides(Look look) {
    var name = look.scheme() == ColorScheme.LIGHT ? "light" + look.width() : "dark" + look.width();
    ask("moved-" + name, "short");
    ask(name, "both");
    var page = visits.open(look.options());

    page.navigate(link(name, "anna"));
    look.at(page, "link");
    button(page, "approve").click();
    assertThat(page.locator("h1")).hasText("Thank you");
    look.at(page, "link-thanks");
    shows(page, look, link(name, "anna"), "You have answered", "link-used");

    shows(page, look, old, "This link is too old", "link-old");

    Assertions.assertThat(link("moved-" + name, "hilda")).isNotEmpty();
    shows(page, look, link("moved-" + name, "anna"), "It has moved on", "link-moved");
    shows(
        page, look, gateway.base() + "/t/" + "A".repeat(43), "Nothing to answer here", "link-none");

    page.navigate(gateway.base() + "/console/sign-in?next=/console/health");
    page.locator("input[name=name]").fill("ben");
    page.locator("input[name=key]").fill(key("ben"));
    page.locator("form[action$='sign-in'] button").click();
    page.waitForURL(url -> url.endsWith("/console/health"));
    shows(page, look, old, "This link is for somebody else", "link-others");
    visits.forgive("403", "404", "410");

    Assertions.assertThat(decisions(name)).hasSize(1);
    Assertions.assertThat(decisions("old")).isEmpty();
    Assertions.assertThat(decisions("moved-" + name)).isEmpty();
  }

  /** A page that says why, and offers nothing to answer. */
  private static void shows(Page page, Look look, String link, String title, String picture) {
    page.navigate(link);
    assertThat(page.locator("h1")).hasText(title);
    assertThat(page.locator("form")).hasCount(0);
    look.at(page, picture);
  }

  private static void ask(String id, String ladder) {
    var event =
        """
        {"type": "expense.claimed",
         "data": {"id": "%s", "ladder": "%s", "total": "120.00", "what": "Train to Bremen"}}
        """
            .formatted(id, ladder);
    var answer = gateway.post("/v1/events", event, "Authorization", "Bearer " + key("worker"));
    Assertions.assertThat(answer.status()).isEqualTo(202);
  }

  /** From the mail that asked the person, once it has come. */
  private static String link(String id, String person) {
    return Awaitility.await("a mail about " + id + " to " + person)
        .atMost(PATIENCE)
        .until(
            () ->
                Stream.of(mail.getReceivedMessages())
                    .flatMap(each -> linkOf(each, id, person).stream())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<String> linkOf(MimeMessage message, String id, String person) {
    try {
      var to = message.getAllRecipients()[0].toString();
      var text = String.valueOf(((MimeMultipart) message.getContent()).getBodyPart(0).getContent());
      var link = LINK.matcher(text);
      return to.contains(person + "@") && text.contains("the expense " + id + " be") && link.find()
          ? Optional.of(link.group())
          : Optional.empty();
    } catch (IOException | MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<JsonNode> decisions(String id) {
    return gateway
        .get("/v1/tasks/expense-" + id + ":task", "Authorization", "Bearer " + key("worker"))
        .body()
        .path("decisions")
        .valueStream()
        .toList();
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }
}
