package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.TestGateway;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which events a filter leaves, and why each came to what it did. */
class ConsoleFiltersTest {

  private static final String FILE =
      """
      routes:
        - {name: large, on: order.*, when: event.data.total >= 100, publish: {type: large.seen}}
        - {name: all, on: order.*, publish: {type: any.seen}}
        - {name: billed, on: bill.sent, start: {workflow: Bill, taskQueue: bills, id: '${event.data.bill}'}}
      """;

  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Clicks clicks;
  private static String small;
  private static String large;
  private static String other;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(folder, FILE, Clock.systemUTC());
    clicks = new Clicks(gateway.http().url());
    small = post("order.placed", "o-1", "shop-1", "\"correlationid\":\"c-1\",", "{\"total\":1}");
    large = post("order.placed", "o-2", "shop-2", "\"correlationid\":\"c-2\",", "{\"total\":200}");
    other = post("order.noted", "o-3", "shop-1", "\"correlationid\":\"c-2\",", "{}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String post(String type, String id, String subject, String more, String data) {
    return gateway
        .http()
        .post(
            "/v1/events",
            "{\"type\":\"%s\",\"id\":\"%s\",\"subject\":\"%s\",%s\"data\":%s}"
                .formatted(type, id, subject, more, data))
        .json()
        .get("eid")
        .asText();
  }

  private static String list(String query) {
    return clicks.get("/console/events?type=order.*&" + query).body();
  }

  private static String link(String eid) {
    return "href=\"/console/events/" + eid + "\"";
  }

  @Test
  void byEachThatAnEventSays() {
    assertThat(list("id=o-2")).contains(link(large)).doesNotContain(link(small), link(other));
    assertThat(list("subject=shop-1"))
        .contains(link(small), link(other))
        .doesNotContain(link(large));
    assertThat(list("correlation=c-2"))
        .contains(link(large), link(other))
        .doesNotContain(link(small));
    assertThat(list("subject=shop-1&correlation=c-2"))
        .as("both")
        .contains(link(other))
        .doesNotContain(link(small), link(large));
    assertThat(list("id=none")).contains("No event fits").doesNotContain(link(small));
  }

  @Test
  void byWhatARouteMadeOfIt() {
    assertThat(list("route=large&verdict=filtered"))
        .contains(link(small))
        .doesNotContain(link(large), link(other));
    assertThat(list("route=large&verdict=published"))
        .contains(link(large))
        .doesNotContain(link(small), link(other));
    assertThat(list("route=large&verdict=dead"))
        .contains(link(other))
        .doesNotContain(link(small), link(large));
    assertThat(list("route=all")).contains(link(small), link(large), link(other));
    assertThat(list("route=billed")).contains("No event fits");
  }

  @Test
  void theFieldsSayWhatWasAskedAndAreOpen() {
    assertThat(list("subject=shop-1"))
        .contains("value=\"shop-1\"", "value=\"order.*\"")
        .containsPattern("<details open[^>]*>\\s*<summary>More to filter by");
    assertThat(clicks.get("/console/events?type=order.*").body())
        .containsPattern("<details>\\s*<summary>More to filter by");
  }

  @Test
  void aConditionThatSaidNoIsShown() {
    assertThat(verdict(small, "large"))
        .contains(">filtered<", "<code>event.data.total &gt;= 100</code>")
        .doesNotContain("Reason");
    assertThat(verdict(small, "all")).contains(">published<").doesNotContain("Condition");
  }

  @Test
  void aConditionThatCouldNotBeAskedIsShownWithItsReason() {
    assertThat(verdict(other, "large"))
        .contains(">dead<", "<code>event.data.total &gt;= 100</code>")
        .contains("<dt>Reason</dt><dd>conditionFailed</dd>", "<dt>Last error</dt>", "total")
        .contains("Look at it, redrive or discard it");
  }

  /** Nobody answers at the address of this gateway's Temporal. */
  @Test
  void whatWaitsSaysWhyAndWhenItIsTriedNext() {
    String eid = post("bill.sent", "b-1", "shop-1", "", "{\"bill\":\"b-1\"}");
    String page =
        await().until(() -> verdict(eid, "billed"), text -> text.contains("<dt>Last error</dt>"));
    assertThat(page)
        .contains(">held<")
        .contains(
            "<dd>engine unavailable</dd>",
            "<dt>Next attempt</dt>",
            "href=\"/console/runs/one?id=b-1\"");
  }

  /** What the event's page says of one route. */
  private static String verdict(String eid, String route) {
    return Pattern.compile("(?s)<h3>" + route + "\\s.*?</li>")
        .matcher(clicks.get("/console/events/" + eid).body())
        .results()
        .findFirst()
        .orElseThrow()
        .group();
  }
}
