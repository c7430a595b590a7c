package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times that people write into a filter, and times that pages say. */
class ConsoleTimesTest {

  private static final Instant NOW = Instant.parse("2026-03-29T08:45:00Z");
  private static final String FILE =
      """
      routes:
        - {name: r, on: x, start: {workflow: W, taskQueue: q, id: '${event.id}', input: event.data}}
      """;

  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Clicks clicks;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(folder, FILE, new TestClock(NOW));
    clicks = new Clicks(gateway.http().url());
    assertThat(gateway.http().post("/v1/events", "{\"type\":\"x\",\"id\":\"a~2\"}").status())
        .isEqualTo(202);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** The event came on the day on which clocks in Berlin went from +1 to +2. */
  @ParameterizedTest
  @CsvSource({
    "since=2026-03-29+08:45, true",
    "since=2026-03-29+08:46, false",
    "since=2026-03-29+10:45&zone=Europe/Berlin, true",
    "since=2026-03-29+10:46&zone=Europe/Berlin, false",
    "until=2026-03-29+10:45&zone=Europe/Berlin, true",
    "until=2026-03-29+10:44:59&zone=Europe/Berlin, false",
    "since=2026-03-29T08:45:00Z&zone=Europe/Berlin, true",
    "since=2026-03-29T08:45:01Z&zone=Europe/Berlin, false",
    "since=2026-03-29&zone=Asia/Tokyo, true",
    "since=2026-03-30&zone=Asia/Tokyo, false",
    "until=2026-03-28&zone=America/Adak, true",
    "until=2026-03-28&zone=Europe/Berlin, false",
    "until=2026-03-28&zone=-08:00, false",
    "until=2026-03-29&zone=%2B14:00, true",
    "until=2026-03-29&zone=, true",
  })
  void aTimeIsMeantInTheZoneThatThePageShows(String filter, boolean isFound) {
    String type = "type=x&";
    assertThat(page("/console/events?" + type + filter).contains(">x</a>")).isEqualTo(isFound);
    assertThat(page("/console/dead-letters?" + filter).contains("id=\"letters\""))
        .isEqualTo(isFound);
  }

  @Test
  void theFilterSaysItsZoneAndKeepsItWhereverItLeads() {
    String none = page("/console/events?since=2026-03-29T00:00:00Z&zone=Europe/Berlin");
    assertThat(none)
        .as("an instant has no zone")
        .contains("Since (<span class=\"zone\">UTC</span>)", "name=\"zone\"");
    String local = page("/console/dead-letters?since=2026-03-29&zone=Europe/Berlin");
    assertThat(local)
        .contains(
            "Died since (<span>Europe/Berlin</span>)", "name=\"zone\" value=\"Europe/Berlin\"")
        .contains("/redrive?since=2026-03-29&amp;zone=Europe%2FBerlin");
    for (String path : List.of("/console/dead-letters", "/console/events")) {
      assertThat(page(path + "?since=2026-03-29&zone="))
          .as("a script may not say another")
          .containsIgnoringCase("since (<span>UTC</span>)")
          .contains("name=\"zone\" value=\"UTC\"");
    }
    assertThat(page("/console/dead-letters?until=2026-03-30"))
        .contains("/redrive?until=2026-03-30&amp;zone=UTC");
    assertThat(page("/console/dead-letters/redrive?since=2026-03-29&zone=Europe/Berlin"))
        .contains("zone <code>Europe/Berlin</code>", "Redrive 1");
  }

  @ParameterizedTest
  @CsvSource({
    "since=2026-03-29+10:45&zone=Europe/Atlantis",
    "since=2026-13-01",
    "since=2026-03-29+25:00",
    "since=%2B99999-01-01T00:00",
    "until=2026-03-29T10",
  })
  void whatIsNoTimeIsSaidBesideItsField(String filter) {
    Answer page = clicks.get("/console/events?" + filter);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body()).contains("Write a time as", "Nothing was searched for");
  }

  @Test
  void numbersThatAreReadSeldomSayOfWhen() {
    String now = "<time datetime=\"" + NOW + "\">";
    assertThat(page("/console/routes")).contains("Held, dead and last errors as of " + now);
    assertThat(page("/console/dead-letters")).contains("As of " + now);
  }

  private static String page(String path) {
    Answer page = clicks.get(path);
    assertThat(page.status()).as(path).isEqualTo(200);
    return page.body();
  }
}
