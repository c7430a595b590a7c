package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for reading, with the order example and without a Temporal. */
class ConsolePagesTest {

  private static final String HOSTILE = "<script>alert('x')</script>";
  private static final Pattern ELSEWHERE =
      Pattern.compile("(?:src|href|action|hx-get)=\"(?:[a-z]+:|//)[^\"]*\"");

  /** Whoever says what he sees on a link or a button means that one. */
  private static final Pattern NAMED_OTHERWISE =
      Pattern.compile("<(?:a|button|input|select) [^>]*aria-label=");

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  private final Clicks clicks = new Clicks(gateway.url());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/events",
        "/console/events?type=no.such.*&verdict=dead&within=24h&route=order&live=off",
        "/console/tasks",
        "/console/tasks?state=all&assignee=role:clerk",
        "/console/runs",
        "/console/runs?status=held&route=order",
        "/console/dead-letters",
        "/console/dead-letters?route=order",
        "/console/dead-letters/redrive",
        "/console/routes",
        "/console/sources",
        "/console/health",
        "/console/events/none",
        "/console/nothing-here"
      })
  void everyPageKeepsToItselfAndIsNotKept(String path) {
    Answer page = clicks.get(path);
    assertThat(page.status()).isIn(200, 404);
    assertThat(page.headers().get("Content-Type")).startsWith("text/html");
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().get("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(page.headers().get("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(ELSEWHERE.matcher(page.body()).results()).isEmpty();
    assertThat(page.body()).doesNotContain("<style", "style=", " onclick", "<script>");
    assertThat(NAMED_OTHERWISE.matcher(page.body()).results()).isEmpty();
  }

  @Test
  void anEventIsListedWithItsVerdictsAndLeadsToItsPage() {
    String eid = placed("listed");
    String list = clicks.get("/console/events?type=order.*").body();
    assertThat(list).contains("href=\"/console/events/" + eid + "\"", "order.placed", "held");
    assertThat(clicks.get("/console/events?verdict=unmatched").body()).doesNotContain(eid);

    String page = clicks.get("/console/events/" + eid).body();
    assertThat(page)
        .contains("<h1>order.placed</h1>")
        .contains("href=\"/console/runs/one?id=order-listed\"")
        .contains("\"orderId\" : \"listed\"")
        .contains("order-cancel")
        .contains("<time datetime=\"");
  }

  @Test
  void whatStandsInAnEventIsNoMarkup() {
    String eid =
        gateway
            .post(
                "/v1/events",
                "{\"type\":\"hostile."
                    + HOSTILE
                    + "\",\"id\":\"\\\" onload=\\\"x"
                    + HOSTILE
                    + "\",\"subject\":\""
                    + HOSTILE
                    + "\",\"data\":{\"a\":\""
                    + HOSTILE
                    + "\"}}")
            .json()
            .get("eid")
            .asText();
    for (String path :
        new String[] {
          "/console/events",
          "/console/events/" + eid,
          "/console/events?type=" + "%3Cscript%3Ealert('x')%3C/script%3E",
          "/console/events?source=%22%3E%3Cscript%3Ealert('x')%3C/script%3E",
          "/console/runs/one?id=%3Cscript%3Ealert('x')%3C%2Fscript%3E",
          "/console/events?since=%22%3E%3Cscript%3Ealert('x')%3C/script%3E"
        }) {
      assertThat(clicks.get(path).body())
          .as(path)
          .doesNotContain("<script>")
          .doesNotContainPattern("<[^>]*\" onload=");
    }
    assertThat(clicks.get("/console/events/" + eid).body()).contains("&lt;script");
  }

  @Test
  void eventsOfOneCorrelationStandUnderTheirCause() {
    String cause = placed("cause");
    String effect =
        gateway
            .post(
                "/v1/events",
                "{\"type\":\"order.noted\",\"id\":\"effect\",\"correlationid\":\""
                    + cause
                    + "\",\"causationid\":\""
                    + cause
                    + "\",\"data\":{}}")
            .json()
            .get("eid")
            .asText();
    String page = clicks.get("/console/events/" + effect).body();
    assertThat(page.indexOf("/console/events/" + cause)).isPositive();
    assertThat(page).contains("aria-current=\"true\">order.noted</strong>");
    assertThat(page.substring(page.indexOf("class=\"tree\"")))
        .matches("(?s).*order\\.placed</a>.*<ul>.*order\\.noted.*");
  }

  @Test
  void whatIsNewIsToldAndWhatIsNotIsNot() {
    placed("first-live");
    String page = clicks.get("/console/events").body();
    String poll = poll(page);
    assertThat(clicks.poll(poll).status()).isEqualTo(204);

    String eid = placed("second-live");
    Answer rows = clicks.poll(poll);
    assertThat(rows.status()).isEqualTo(200);
    assertThat(rows.body())
        .contains("<tbody id=\"rows\"", "hx-swap-oob=\"innerHTML\"", eid, "hx-get")
        .doesNotContain("<html", "<table", "role=\"status\"", "aria-live");
    assertThat(clicks.get("/console/events?live=off").body()).doesNotContain("hx-get");
  }

  @Test
  void whatDoesNotConcernAFilterIsNotSearchedFor() {
    placed("concerned");
    String page = clicks.get("/console/events?source=%2Fnobody").body();
    placed("not-concerned");
    Answer nothing = clicks.poll(poll(page));
    assertThat(nothing.status()).isEqualTo(200);
    assertThat(nothing.body()).contains("hx-get").doesNotContain("tbody");
    assertThat(clicks.poll(poll(nothing.body())).status()).isEqualTo(204);
    gateway.post("/v1/events", "{\"type\":\"x\",\"id\":\"n1\",\"source\":\"/nobody\"}");
    assertThat(clicks.poll(poll(nothing.body())).body()).contains("<tbody id=\"rows\"", ">x</a>");
  }

  /** Or else it would say that no event fits, where most of the journal was never looked at. */
  @Test
  void aSearchThatHadNoTimeToEndSaysSoAlsoWhenSomethingIsNew() {
    placed("cut");
    String whole = poll(clicks.get("/console/events?source=%2Fcut&type=y").body());
    String cut = whole.replace("floor=0", "floor=1&amp;cut=1");
    assertThat(cut).isNotEqualTo(whole);
    placed("not-of-the-cut");
    assertThat(clicks.poll(cut).body()).as("nothing that concerns it").contains("cut=1");
    gateway.post("/v1/events", "{\"type\":\"y\",\"id\":\"cut-1\",\"source\":\"/cut\"}");
    assertThat(clicks.poll(cut).body())
        .contains("<tbody id=\"rows\"", "Searched back to", "Search on", "cut=1");
    assertThat(clicks.poll(whole).body())
        .contains("<tbody id=\"rows\"")
        .doesNotContain("Searched back to", "cut=1");
  }

  private static String poll(String page) {
    return Pattern.compile("hx-get=\"([^\"]+)\"")
        .matcher(page)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  @Test
  void olderEventsAreAPageFurther() {
    for (int i = 0; i < 51; i++) {
      gateway.post("/v1/events", "{\"type\":\"paged\",\"id\":\"paged-" + i + "\"}");
    }
    String first = clicks.get("/console/events?type=paged").body();
    String older =
        Pattern.compile("href=\"([^\"]+)\" rel=\"next\"")
            .matcher(first)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1)
            .replace("&amp;", "&");
    assertThat(older).contains("type=paged", "cursor=");
    assertThat(first).as("the focus stays on it when the list is new").contains("<a id=\"older\"");
    String second = clicks.get(older).body();
    assertThat(second).contains("paged-0").doesNotContain("paged-50", "hx-get", "rel=\"next\"");
    assertThat(clicks.get("/console/events?cursor=nonsense").status()).isEqualTo(400);
  }

  @Test
  void aRunThatWaitsForItsStartHasAPage() {
    placed("held-run");
    assertThat(clicks.get("/console/runs?status=held").body()).contains("order-held-run");
    String page = clicks.get("/console/runs/one?id=order-held-run").body();
    assertThat(page).contains("<h1>order-held-run</h1>", "OrderWorkflow", "held", "hx-get");
  }

  @Test
  void whatIsNotThereIsSaidAsAPage() {
    for (String path :
        new String[] {
          "/console/events/none",
          "/console/runs/one?id=none",
          "/console/tasks/one?id=none",
          "/console/dead-letters/one?id=none",
          "/console/dead-letters/redrives/none",
          "/console/assets/none.js",
          "/console/none"
        }) {
      Answer page = clicks.get(path);
      assertThat(page.status()).as(path).isEqualTo(404);
      assertThat(page.body()).as(path).contains("<h1>", "<nav aria-label=\"Console\">", "none");
    }
  }

  @Test
  void aFilterThatIsNotUnderstoodSaysWhyAndKeepsWhatWasWritten() {
    Answer page = clicks.get("/console/events?type=a..*&source=%2Fshop&since=yesterday");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body())
        .contains("This is no glob", "value=\"a..*\"", "value=\"/shop\"", "value=\"yesterday\"")
        .contains("aria-invalid=\"true\" aria-describedby=\"fault-type\"", "id=\"fault-since\"")
        .contains("Nothing was searched for")
        .doesNotContain("hx-get");
    for (String path :
        new String[] {
          "/console/events?verdict=nope",
          "/console/events?within=1y",
          "/console/runs?status=nope",
          "/console/tasks?state=nope",
          "/console/dead-letters?since=nope"
        }) {
      Answer refused = clicks.get(path);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.body()).as(path).contains("class=\"fault\"", "<form class=\"filter\"");
    }
    assertThat(clicks.get("/console/events?type=&verdict=&since=&within=").status())
        .as("a form with empty fields")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-11-21", "2026-11-21%2009:30", "2026-11-21T09:30:15", "2026-11-21T09:30:00Z"})
  void aTimeIsWrittenAsPeopleWriteIt(String time) {
    placed("timed");
    String query = "?since=" + time;
    assertThat(clicks.get("/console/events" + query).status()).isEqualTo(200);
    assertThat(clicks.get("/console/dead-letters" + query + "&until=" + time).status())
        .isEqualTo(200);
    assertThat(clicks.get("/console/events?until=" + time).body()).contains("No event fits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "..\\..", "%2e%2e%5C", "a;b?c#d", "&amp;<x>"})
  void aRunOfAnyIdHasAPageThatItsLinksLeadTo(String id) {
    String eid =
        gateway
            .post("/v1/events", Orders.placed("odd").replace("\"odd\"", quoted(id)))
            .json()
            .get("eid")
            .asText();
    String link =
        Pattern.compile("href=\"(/console/runs/one[^\"]+)\"")
            .matcher(clicks.get("/console/events/" + eid).body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Answer page = clicks.get(link.replace("&amp;", "&"));
    assertThat(page.status()).as(link).isEqualTo(200);
    assertThat(page.body()).contains("<h1>order-");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\") + "\"";
  }

  @Test
  void aStartThatDiedLeadsToNoRun() {
    placed("claimed");
    String other =
        Orders.placed("claimed").replaceFirst("claimed", "another").replace("12.00", "13.00");
    String eid = gateway.post("/v1/events", other).json().path("eid").asText();
    assertThat(clicks.get("/console/events/" + eid).body())
        .contains("dead", "order-claimed")
        .doesNotContain("href=\"/console/runs/one");
  }

  @Test
  void aLongChainGoesStraightDownInTheEnd() {
    String root = placed("chain");
    String cause = root;
    for (int i = 0; i < 12; i++) {
      cause =
          gateway
              .post(
                  "/v1/events",
                  "{\"type\":\"order.noted\",\"id\":\"link-%d\",\"correlationid\":\"%s\",\"causationid\":\"%s\"}"
                      .formatted(i, root, cause))
              .json()
              .get("eid")
              .asText();
    }
    String page = clicks.get("/console/events/" + root).body();
    String tree = page.substring(page.indexOf("class=\"tree\""), page.indexOf("id=\"what\""));
    assertThat(Pattern.compile("<ul>").matcher(tree).results()).hasSize(EventView.Node.DEEPEST - 1);
    assertThat(Pattern.compile("<ul class=\"flat\">").matcher(tree).results())
        .hasSize(12 - EventView.Node.DEEPEST + 1);
  }

  @Test
  void styleAndScriptsAreKeptForEver() {
    String page = clicks.get("/console/events").body();
    var assets =
        Pattern.compile("\"(/console/assets/[^\"]+)\"")
            .matcher(page)
            .results()
            .map(result -> result.group(1))
            .distinct()
            .toList();
    assertThat(assets).hasSize(4);
    for (String asset : assets) {
      Answer answer = clicks.get(asset);
      assertThat(answer.status()).as(asset).isEqualTo(200);
      assertThat(answer.headers().get("Cache-Control")).contains("immutable");
      assertThat(answer.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void theConsolesAddressIsTold() {
    assertThat(gateway.get("/v1/about").json().get("consoleUrl").asText())
        .isEqualTo(gateway.url() + "/console");
  }

  private static String placed(String id) {
    return gateway.post("/v1/events", Orders.placed(id)).json().get("eid").asText();
  }
}
