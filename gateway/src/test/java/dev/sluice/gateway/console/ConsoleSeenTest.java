package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.Orders;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands on the pages that are only looked at. */
@SuppressWarnings("NullAway.Init") // Opened before each.
class ConsoleSeenTest {

  private static final String FILE =
      """
      sources:
        shop: {verify: api-key, secrets: ['file:secret']}
        github: {verify: github, secrets: ['file:secret']}
      routes:
        - {name: order, on: order.placed, start: {workflow: OrderWorkflow, taskQueue: orders, id: 'order-${event.data.orderId}', input: event.data}}
        - {name: idle, on: no.such, publish: {type: y}}
      """;

  @TempDir private Path folder;
  private TestGateway gateway;
  private Clicks clicks;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("secret"), "secret-0123456789abcdef");
    gateway = TestGateway.start(folder, FILE, Clock.systemUTC());
    clicks = new Clicks(gateway.http().url());
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aRouteSaysHowMuchCameWhatWaitsWhatIsDeadAndWhy() {
    placed("1");
    placed("2");
    placed("1~2");
    String routes = page("/console/routes");
    assertThat(card(routes, "order"))
        .containsSubsequence(number("in 1 min", "3"), number("in 15 min", "3"), number("held", "2"))
        .contains("href=\"/console/dead-letters?route=order\">1<", "Last error", "idFailed")
        .contains("<code>order.placed</code>", ">running<");
    assertThat(card(routes, "idle"))
        .containsSubsequence(number("in 1 min", "0"), number("held", "0"), number("dead", "0"))
        .doesNotContain("Last error", "dead-letters");
  }

  @Test
  void aPausedRouteSaysSinceWhenAndByWhomUntilItIsResumed() {
    clicks.form("/console/routes/order/pause", "");
    String paused = card(page("/console/routes"), "order");
    assertThat(paused).contains(">paused<", "Paused by local, <time datetime=", "/order/resume");
    clicks.form("/console/routes/order/resume", "");
    assertThat(card(page("/console/routes"), "order"))
        .contains(">running<", "/order/pause")
        .doesNotContain("Paused by");
  }

  @Test
  void whatOneSourceDidNotLetInStandsWithItAndAmongAll() {
    assertThat(page("/console/sources")).contains("Every delivery that came was let in");
    Answer refused =
        gateway.http().send("POST", "/hooks/shop", Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(refused.status()).isEqualTo(401);
    String page =
        await().until(() -> page("/console/sources"), each -> each.contains("class=\"error\""));
    assertThat(card(page, "shop")).contains("/hooks/shop", ": credentialsMissing, from 127.0.0.1");
    assertThat(card(page, "github")).contains("/hooks/github").doesNotContain("class=\"error\"");
    assertThat(page.substring(page.indexOf("id=\"refused\"")))
        .containsSubsequence(
            "<td role=\"cell\">shop</td>", "credentialsMissing", "127.0.0.1", ">2<");
  }

  @Test
  void whileTemporalIsAwayHealthSaysThatEventsAreKept() {
    String page =
        await().until(() -> page("/console/health"), each -> each.contains("kept as held"));
    assertThat(page).contains(">degraded<", ">writable<").doesNotContain(">connected<");
  }

  @Test
  void aFileThatIsRefusedIsSaidWithItsErrorsAndThatTheOneBeforeCounts() throws IOException {
    assertThat(page("/console/health")).contains(">current<", "nothing to note");
    Files.writeString(folder.resolve("sluice.yaml"), FILE.replace("on: no.such", "off: no.such"));
    gateway.reload();
    assertThat(page("/console/health"))
        .contains(">refused<", "the one before stays in force")
        .containsPattern("<li class=\"error\">[^<]*off");
  }

  @Test
  void effectsStandUnderTheirCausesInTheirOrder() {
    String root = placed("root");
    String first = noted("first", root, root);
    String second = noted("second", root, root);
    String below = noted("below", root, first);
    String page = page("/console/events/" + second);
    String tree = page.substring(page.indexOf("class=\"tree\""), page.indexOf("id=\"what\""));
    // Ends of lists are left out: who is under whom is told by where the lists begin.
    assertThat(tree.replaceAll("</ul>\\s*</li>", "]").replaceAll("\\s+", " "))
        .containsSubsequence(
            "/console/events/" + root,
            "<ul>",
            "/console/events/" + first,
            "<ul>",
            "/console/events/" + below,
            "]",
            "aria-current=\"true\">noted.second</strong>",
            "]");
  }

  @Test
  void aLookAtARedriveSaysWhatItWouldDoAndDoesNothing() {
    String dead = placed("a~2") + ":order";
    placed("b~2");
    String before = page("/console/dead-letters/one?id=" + dead);
    String look = page("/console/dead-letters/redrive?route=order");
    assertThat(look)
        .contains(number("cannot be done as things are", "2"), "idFailed (2)", "Redrive 2")
        .contains("route <code>order</code>")
        .doesNotContain("class=\"primary\"");
    assertThat(page("/console/dead-letters/one?id=" + dead))
        .as("the letter is as it was")
        .isEqualTo(before)
        .doesNotContain("What was done about it");
    assertThat(page("/console/dead-letters/redrive?route=idle")).contains("nothing to redrive");

    String id = first("name=\"id\" value=\"([^\"]+)\"", look);
    clicks.form("/console/dead-letters/redrive?route=order", "id=" + id + "&rate=100");
    String report =
        await()
            .until(
                () -> page("/console/dead-letters/redrives/" + id),
                each -> each.contains(">done<"));
    assertThat(report)
        .contains(number("could not be done as things are", "2"), number("left to do", "0"));
    assertThat(page("/console/dead-letters/one?id=" + dead)).contains("redrive by local");
  }

  private String page(String path) {
    Answer page = clicks.get(path);
    assertThat(page.status()).as(path).isEqualTo(200);
    return page.body();
  }

  /** What stands about one of that name. */
  private static String card(String page, String name) {
    int begin = page.indexOf("<h2>" + name + " ");
    assertThat(begin).as(name).isPositive();
    int end = page.indexOf("<li class=\"card\"", begin);
    return page.substring(begin, end < 0 ? page.length() : end);
  }

  private static String number(String of, String number) {
    return "<dt>" + of + "</dt><dd>" + number + "</dd>";
  }

  private static String first(String pattern, String page) {
    return Pattern.compile(pattern).matcher(page).results().findFirst().orElseThrow().group(1);
  }

  private String placed(String id) {
    return post(Orders.placed(id));
  }

  private String noted(String id, String correlation, String causation) {
    return post(
        "{\"type\":\"noted.%1$s\",\"id\":\"%1$s\",\"correlationid\":\"%2$s\",\"causationid\":\"%3$s\"}"
            .formatted(id, correlation, causation));
  }

  private String post(String event) {
    Answer answer = gateway.http().post("/v1/events", event);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json().get("eid").asText();
  }
}
