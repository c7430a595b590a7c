package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static dev.sluice.gateway.config.SluiceYaml.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Config.Retention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file as a whole: what it must have, what it need not, and that all its errors are told at once.
 */
final class ConfigFileTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder);

  @Test
  void theSmallestFileHasDefaults() {
    Config config = yaml.good(ROUTES);
    assertThat(config.retention())
        .isEqualTo(new Retention(Duration.ofDays(90), Duration.ofDays(30)));
    assertThat(config.schemas().types()).isEmpty();
    assertThat(config.routes().routes()).hasSize(1);
  }

  @Test
  void allErrorsAreFoundAtOnce() {
    assertThat(
            yaml.places(
                """
                rotues: []
                retention: {events: 3 days}
                routes:
                  - name: a
                    on: a.b**
                    when: event.data.x ==
                    start:
                      workflow: W
                      taskqueue: q
                      id: a-${event.di}
                  - name: a
                    on: b
                """))
        .containsExactly(
            "1:1 rotues: there is no key 'rotues' here (did you mean 'routes'?)",
            "2:21 retention.events: '3 days' is not a duration (as in 300s, 5m, 12h, 30d)",
            "5:11 routes[0].on: 'b**' has ** beside other text (** stands alone between dots, for any"
                + " number of segments; one * is any part of a segment)",
            "6:26 routes[0].when: the expression ends too early",
            "8:7 routes[0].start: 'taskQueue' is missing",
            "9:7 routes[0].start.taskqueue: there is no key 'taskqueue' here"
                + " (did you mean 'taskQueue'?)",
            "10:20 routes[0].start.id: undefined field 'di' (did you mean event.id?)",
            "11:5 routes[1]: the route does nothing"
                + " (give it one of start, signal, signalWithStart, update, cancel, publish)",
            "11:11 routes[1].name: a route named 'a' is already on line 4 (names are unique)");
  }

  @Test
  void aKeyThereTwiceNamesTheFirst() {
    assertThat(yaml.places(start("taskQueue: other")))
        .containsExactly(
            "8:7 routes[0].start.taskQueue: 'taskQueue' is there twice, first on line 6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|1:1 : the file is empty",
        "`# only a comment`|1:1 : the file is empty",
        "routes|1:1 : must be a mapping of keys",
        "[]|1:1 : must be a mapping of keys",
        "{}|1:1 : 'routes' is missing",
        "routes: []|1:9 routes: has no route",
        "routes: {}|1:9 routes: must be a list",
        "routes: [a]|1:10 routes[0]: must be a mapping of keys",
      })
  void aFileWithoutRoutesIsRefused(String text, String error) {
    assertThat(yaml.places(text)).containsExactly(error);
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Loaded loaded = ConfigFile.load(folder.resolve("none.yaml"));
    assertThat(((Loaded.Refused) loaded).errors())
        .singleElement()
        .satisfies(e -> assertThat(e.reason()).startsWith("the file cannot be read"));
  }

  @Test
  void aByteOrderMarkIsRead() {
    assertThat(yaml.errors("\uFEFF" + ROUTES)).isEmpty();
  }

  @Test
  void bytesThatAreNotUtf8HaveALine() throws IOException {
    byte[] text = (ROUTES + "# gr\u00fcn").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(yaml.file(), text);
    Loaded loaded = ConfigFile.load(yaml.file());
    assertThat(((Loaded.Refused) loaded).errors())
        .extracting(SluiceYaml::place)
        .containsExactly("5:1 : the file is not UTF-8");
  }

  @Test
  void identitiesMayBeKeptLongerThanEvents() {
    var retention = yaml.good(ROUTES + "retention: {events: 10d, identity: 40d}").retention();
    assertThat(retention.events()).isEqualTo(Duration.ofDays(10));
    assertThat(retention.identity()).isEqualTo(Duration.ofDays(40));
  }

  @Test
  void theBacklogIsANumberWithinReason() {
    assertThat(yaml.good(ROUTES).limits().backlog()).isEqualTo(1_000_000);
    assertThat(yaml.good(ROUTES + "limits: {backlog: 5000}").limits().backlog()).isEqualTo(5_000);
    for (String wrong : List.of("999", "many", "1e6", "-5", "999999999999999999999")) {
      assertThat(yaml.places(ROUTES + "limits: {backlog: " + wrong + "}"))
          .containsExactly("5:19 limits.backlog: must be a whole number from 1000 to 100000000");
    }
  }

  @Test
  void riskAndPeopleAreCheckedForTheWorkersSake() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    risk:
                      ladder: nobody
                      rules:
                        - {name: r, when: order.total +}
                        - {name: s, when: '1'}
                    people:
                      ladders:
                        l: {tiers: [{to: role:clerk, within: 5m, remind: [6m]}], otherwise: shrug}
                        m: {tiers: [], otherwise: park}
                        n: {tiers: [{to: role:clerk, within: 5m, quorum: 3, of: 2}], otherwise: park}
                        o: {tiers: [{to: role:clerk, within: 5m, quorum: 0}], otherwise: park}
                        p: {tiers: [{to: role:clerk, within: 5m}], otherwise: reject}
                      parked: p
                    """))
        .containsExactly(
            "6:11 risk.ladder: there is no ladder 'nobody' in people.ladders",
            "8:36 risk.rules[0].when: the expression ends too early",
            "9:24 risk.rules[1].when: the expression gives int, not true or false",
            "12:55 people.ladders.l.tiers[0].remind[0]: reminds when the tier is already over"
                + " (within)",
            "12:73 people.ladders.l.otherwise: 'shrug' is not known here (one of: approve, reject,"
                + " park)",
            "13:8 people.ladders.m: a ladder has at least one tier",
            "14:61 people.ladders.n.tiers[0].of: is fewer than quorum",
            "15:54 people.ladders.o.tiers[0].quorum: must be a whole number from 1 to 20",
            "17:11 people.parked: this ladder ends with reject (what is stuck waits until somebody"
                + " settles it: end it with park)");
  }

  @Test
  void aLadderMayHaveTiersAndHours() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    people:
                      ladders:
                        l:
                          tiers: [{to: role:clerk, within: 5m}, {to: role:manager, within: 1h, quorum: 2, of: 3}]
                          hours: {zone: Europe/Berlin, days: [mon, fri], from: 09:00, to: 17:00}
                          otherwise: reject
                    """))
        .isEmpty();
  }

  @Test
  void aQuorumThatKeepsAQuestionForEverSaysOfHowMany() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    people:
                      ladders:
                        l:
                          otherwise: park
                          tiers:
                            - {to: role:clerk, within: 5m, quorum: 2}
                            - {to: role:manager, within: 1h, quorum: 2}
                        m: {tiers: [{to: role:clerk, within: 5m, quorum: 2}], otherwise: reject}
                        n: {tiers: [{to: role:clerk, within: 5m, quorum: 2, of: 3}], otherwise: park}
                        o: {tiers: [{to: role:clerk, within: 5m, quorum: 1}], otherwise: park}
                    """))
        .containsExactly(
            "11:50 people.ladders.l.tiers[1].quorum: can be split for ever: the last tier keeps it"
                + " (park), and nobody votes twice (say of how many: once they are split the tier"
                + " is asked anew)");
  }

  @Test
  void hoursAreCheckedForTheWorkersSake() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    people:
                      ladders:
                        l:
                          tiers: [{to: role:clerk, within: 5m}]
                          otherwise: park
                          hours:
                            zone: Europe/Berlim
                            days: [mon, day]
                            from: 17:00
                            to: 9
                            holidays: [2026-02-30]
                        m:
                          tiers: [{to: role:clerk, within: 5m}]
                          otherwise: park
                          hours: {zone: UTC, days: [], from: 09:00, to: 09:00}
                    """))
        .containsExactly(
            "11:15 people.ladders.l.hours.zone: 'Europe/Berlim' is no time zone"
                + " (did you mean 'Europe/Berlin'?)",
            "12:21 people.ladders.l.hours.days[1]: 'day' is not known here (one of: mon, tue, wed,"
                + " thu, fri, sat, sun)",
            "14:13 people.ladders.l.hours.to: must be text (put quotes around it: \"9\")",
            "15:20 people.ladders.l.hours.holidays[0]: '2026-02-30' is not a day (as in"
                + " 2026-12-25)",
            "19:32 people.ladders.m.hours.days: there is no day on which anybody works",
            "19:53 people.ladders.m.hours.to: is not later than from");
  }

  @Test
  void theFolderOfSchemasMustBeThere() {
    assertThat(yaml.places(ROUTES + "schemas: ./nowhere"))
        .containsExactly("5:10 schemas: there is no folder './nowhere' beside the file");
  }

  @Test
  void aBrokenSchemaIsNamedByItsOwnFile() throws IOException {
    Files.createDirectories(folder.resolve("schemas/a.b"));
    Path broken = Files.writeString(folder.resolve("schemas/a.b/1.json"), "{\n  \"type\": }");
    assertThat(yaml.errors(ROUTES + "schemas: schemas"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.file()).isEqualTo(broken);
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.reason()).startsWith("not JSON:");
            });
  }
}
