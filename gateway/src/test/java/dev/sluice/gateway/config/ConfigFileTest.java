package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Config.Retention;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.TypeGlob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of error, each with its place; and what a good file means. */
final class ConfigFileTest {

  private static final String GOOD_ROUTES =
      """
      routes:
        - name: a
          on: a.b
          start: {workflow: W, taskQueue: q, id: "a-${event.id}"}
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("sluice.yaml"), text);
  }

  private Config good(String text) throws IOException {
    Loaded loaded = ConfigFile.load(write(text));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    return ((Loaded.Ready) loaded).config();
  }

  private List<ConfigError> errors(String text) throws IOException {
    Map<String, String> environment = Map.of("EMPTY", "");
    Loaded loaded =
        ConfigFile.load(write(text), name -> Optional.ofNullable(environment.get(name)));
    return loaded instanceof Loaded.Refused refused ? refused.errors() : List.of();
  }

  private List<String> places(String text) throws IOException {
    return errors(text).stream().map(ConfigFileTest::place).toList();
  }

  private static String place(ConfigError e) {
    String hint = e.suggestion() == null ? "" : " (" + e.suggestion() + ")";
    return e.line() + ":" + e.column() + " " + e.path() + ": " + e.reason() + hint;
  }

  private static String route(String lines) {
    return "routes:\n  - name: a\n    on: a.b\n" + lines.indent(4);
  }

  private static String start(String lines) {
    return route("start:\n  workflow: W\n  taskQueue: q\n  id: a-${event.id}\n" + lines.indent(2));
  }

  @Test
  void theSmallestFileHasDefaults() throws IOException {
    Config config = good(GOOD_ROUTES);
    assertThat(config.retention())
        .isEqualTo(new Retention(Duration.ofDays(90), Duration.ofDays(30)));
    assertThat(config.schemas().types()).isEmpty();
    assertThat(config.routes().routes()).hasSize(1);
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Config config =
        good(
            """
            retention: {events: 10d, identity: 12h}
            routes:
              - name: s
                on: [order.placed, 'order.*.done', '**']
                when: event.data.x == 1
                start:
                  workflow: W
                  namespace: sales
                  taskQueue: q
                  id: s-${event.data.x}
                  input: event.data
                  executionTimeout: 300s
                  taskTimeout: 5s
              - name: g
                on: x
                signal: {id: s, namespace: sales, name: n, input: '{}', ifAbsent: drop}
              - name: c
                on: x
                cancel: {id: s, reason: 'by ${event.id}', ifAbsent: dead}
            """);
    assertThat(config.retention())
        .isEqualTo(new Retention(Duration.ofDays(10), Duration.ofHours(12)));
    assertThat(config.routes().routes()).extracting(r -> r.name()).containsExactly("s", "g", "c");
    var start = (ActionPlan.Start) config.routes().routes().get(0).action();
    assertThat(start.namespace()).isEqualTo("sales");
    assertThat(start.executionTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(start.taskTimeout()).isEqualTo(Duration.ofSeconds(5));
    var signal = (ActionPlan.Signal) config.routes().routes().get(1).action();
    assertThat(signal.ifAbsent()).isEqualTo(new Action.IfAbsent.Drop());
    var cancel = (ActionPlan.Cancel) config.routes().routes().get(2).action();
    assertThat(cancel.ifAbsent()).isEqualTo(new Action.IfAbsent.Dead());
  }

  @Test
  void everyKeyOfTheOtherActionsIsRead() throws IOException {
    Config config =
        good(
            """
            routes:
              - name: s
                on: x
                signalWithStart:
                  workflow: W
                  namespace: sales
                  taskQueue: q
                  id: one
                  input: event.data
                  executionTimeout: 300s
                  taskTimeout: 5s
                  signal: {name: n, input: '1'}
                  ifClosed: restart
              - name: u
                on: x
                update: {id: s, namespace: sales, name: n, input: '{}', ifAbsent: drop}
              - name: p
                on: x
                publish: {type: 'y.${event.id}', subject: event.subject, dataversion: '2', data: event.data}
            """);
    var both = (ActionPlan.SignalWithStart) config.routes().routes().get(0).action();
    assertThat(both.start().namespace()).isEqualTo("sales");
    assertThat(both.start().executionTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(both.name()).isEqualTo("n");
    assertThat(both.ifClosed()).isEqualTo(Action.IfClosed.restart);
    var update = (ActionPlan.Update) config.routes().routes().get(1).action();
    assertThat(update.name()).isEqualTo("n");
    assertThat(update.ifAbsent()).isEqualTo(new Action.IfAbsent.Drop());
    var publish = (ActionPlan.Publish) config.routes().routes().get(2).action();
    assertThat(publish.type().text()).isEqualTo("y.${event.id}");
    assertThat(publish.dataVersion()).isEqualTo("2");
  }

  @Test
  void aRouteThatFeedsItselfIsRefusedUnlessAConditionMayEndIt() throws IOException {
    assertThat(places("routes: [{name: a, on: [x, 'a.**'], publish: {type: a.b}}]"))
        .containsExactly(
            "1:10 routes[0]: publishes events that it takes itself, without end"
                + " (give it a condition, or another type to publish)");
    Loaded loaded =
        ConfigFile.load(
            write("routes: [{name: a, on: 'a.**', when: 'true', publish: {type: a.b}}]"));
    assertThat(loaded.warnings())
        .extracting(ConfigError::reason)
        .containsExactly("publishes events of a type that it takes itself");
  }

  private static String enrich(String items) {
    return route(
        "enrich:\n" + items.indent(2) + "signal: {id: x, name: n, input: event.enriched.one}");
  }

  @Test
  void whatARouteAddsIsRead() throws IOException {
    Config config =
        good(enrich("- {as: one, expr: event.data.x}\n- {as: two, expr: event.enriched.one}"));
    assertThat(config.routes().routes().get(0).enrich())
        .extracting(each -> each.as())
        .containsExactly("one", "two");
  }

  @Test
  void aNameThatIsNotAddedIsFoundWhenTheFileIsRead() throws IOException {
    assertThat(places(enrich("- {as: two, expr: event.enriched.one}\n- {as: one, expr: '1'}")))
        .singleElement()
        .asString()
        .startsWith("5:39 routes[0].enrich[0].expr: undefined field 'one'");
    assertThat(places(enrich("- {as: one, expr: '1'}\n- {as: one, expr: '2'}")))
        .containsExactly("6:14 routes[0].enrich[1].as: 'one' is there twice");
    assertThat(places(enrich("- {as: 1-a, expr: '1'}")))
        .contains(
            "5:14 routes[0].enrich[0].as: '1-a' is not a name (letters, digits and '_', not a"
                + " digit first, at most 64)");
  }

  @Test
  void aConditionDoesNotSeeWhatIsAddedAfterIt() throws IOException {
    assertThat(places(route("when: event.enriched.one == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:16 routes[0].when: undefined field 'enriched' (it is there after 'when', in a route"
                + " that has 'enrich')");
  }

  @Test
  void aStarAloneEarnsAHint() throws IOException {
    Loaded loaded = ConfigFile.load(write("routes: [{name: a, on: '*', cancel: {id: x}}]"));
    assertThat(loaded.warnings())
        .extracting(ConfigFileTest::place)
        .containsExactly(
            "1:24 routes[0].on: '*' is only types of one segment, as 'ping'"
                + " (for every type there is, write '**')");
  }

  @Test
  void aPathOfTheFileIsCompiledWhenTheFileIsLoaded() throws IOException {
    assertThat(places(route("when: jsonPath(event.data, '$.a[x]') == 1\ncancel: {id: x}")))
        .singleElement()
        .asString()
        .startsWith("4:32 routes[0].when: '$.a[x]' is no path: ");
    assertThat(places(route("when: jsonPath(event.data, '$..a..b..c') == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:32 routes[0].when: '$..a..b..c' is no path: more than 2 deep scans (..)");
    assertThat(
            places(
                route(
                    "when: size(jsonPath(event.data, '$[?(@.a =~ /x/)]')) == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:37 routes[0].when: '$[?(@.a =~ /x/)]' is no path: =~ is not supported; use the"
                + " function matches");
  }

  @Test
  void whatIsWrongInTheOtherActionsIsSaidWithItsLine() throws IOException {
    assertThat(
            places(
                """
                routes:
                  - {name: a, on: x, signalWithStart: {workflow: W, taskQueue: q, id: a}}
                  - {name: b, on: x, update: {id: a, nmae: n}}
                  - {name: c, on: x, publish: {subject: event.id}}
                  - name: d
                    on: x
                    signalWithStart:
                      {workflow: W, taskQueue: q, id: a, signal: {name: n}, ifClosed: again}
                """))
        .containsExactly(
            "2:39 routes[0].signalWithStart: 'signal' is missing",
            "3:30 routes[1].update: 'name' is missing",
            "3:38 routes[1].update.nmae: there is no key 'nmae' here (did you mean 'name'?)",
            "4:31 routes[2].publish: 'type' is missing",
            "8:71 routes[3].signalWithStart.ifClosed: 'again' is not known here"
                + " (one of: dead, drop, restart)");
  }

  @Test
  void anAbsentTargetIsWaitedForFiveMinutes() throws IOException {
    Config config = good(route("signal: {id: x, name: n}"));
    var signal = (ActionPlan.Signal) config.routes().routes().get(0).action();
    assertThat(signal.ifAbsent()).isEqualTo(new Action.IfAbsent.Wait(Duration.ofMinutes(5)));
  }

  @Test
  void allErrorsAreFoundAtOnce() throws IOException {
    assertThat(
            places(
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

  @ParameterizedTest
  @ValueSource(strings = {"flow", "pattern", "deliver"})
  void routeKeysOfLaterVersionsAreNamed(String key) throws IOException {
    assertThat(places(start("").stripTrailing() + "\n    " + key + ": {}\n"))
        .containsExactly(
            "8:5 routes[0]." + key + ": '" + key + "' is not supported by this version yet");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{attempts: 1}|must be a whole number from 2 to 100",
        "{attempts: 3, factor: 0.5}|must be a number from 1.0 to 10.0",
        "{attempts: 3, backoff: 2}|must be text",
        "{backoff: 2s}|'attempts' is missing",
        "{attempts: 100}|its last pause is longer than 30d"
      })
  void aRetryThatMeansNothingIsRefused(String retry, String reason) throws IOException {
    assertThat(places(start("").stripTrailing() + "\n    retry: " + retry + "\n"))
        .singleElement()
        .asString()
        .contains("routes[0].retry", reason);
  }

  @Test
  void onlyARouteThatStartsCanRetry() throws IOException {
    String signal = "routes: [{name: a, on: b, signal: {id: x, name: n}, retry: {attempts: 3}}]";
    assertThat(places(signal)).singleElement().asString().contains("is for routes with 'start'");
  }

  @Test
  void aKeyThereTwiceNamesTheFirst() throws IOException {
    assertThat(places(start("taskQueue: other")))
        .containsExactly(
            "8:7 routes[0].start.taskQueue: 'taskQueue' is there twice, first on line 6");
  }

  @Test
  void aRouteDoesOneThing() throws IOException {
    assertThat(places(start("").stripTrailing() + "\n    cancel: {id: x}\n"))
        .containsExactly(
            "2:5 routes[0]: a route does one thing, and this one has start and cancel"
                + " (make a route of each)");
  }

  @Test
  void twoStartsOfOneIdForTheSameEventsCannotWork() throws IOException {
    String twin = GOOD_ROUTES + GOOD_ROUTES.replace("routes:\n", "").replace("name: a", "name: b");
    assertThat(places(twin))
        .containsExactly(
            "5:5 routes[1]: starts the same id for the same events as route 'a' does"
                + " (give one of them another id, or a condition)");
    assertThat(places(twin.replace("on: a.b\n", "on: a.b\n    when: event.priority > 5\n")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "when: 1 + 1|the expression gives int, not true or false",
        "when: '\"yes\"'|the expression gives string, not true or false",
        "when: event|the expression gives the whole event, not true or false",
        "when: evnt.data.x == 1|undeclared reference to 'evnt' (did you mean event?)",
        "when: data.x == 1|undeclared reference to 'data' (did you mean event.data?)",
        "when: event.shop == 1|undefined field 'shop' (an extension of your own is"
            + " event.extensions.shop, a field of the payload event.data.shop)",
        "when: event.subjct == 'x'|undefined field 'subjct' (did you mean event.subject?)",
        "when: event.subject == null|found no matching overload for '==' applied to '(string, null)'"
            + " (an attribute is never null: ask has(event.subject))",
        "when: event.id > 1|found no matching overload for '>' applied to '(string, int)'",
        "when: nope(event.id)|undeclared reference to 'nope'",
        "when: ''|is empty",
        "when:|is empty",
        "when: {a: b}|must be one text, not a mapping (put quotes around it)",
        "when: [a]|must be one text, not a list (put quotes around it)",
      })
  void aConditionIsCheckedWhenTheFileIsRead(String line, String reason) throws IOException {
    assertThat(errors(start("").replace("    on: a.b\n", "    on: a.b\n    " + line + "\n")))
        .extracting(e -> e.line() + " " + e.path() + ": " + text(e))
        .containsExactly("4 routes[0].when: " + reason);
  }

  private static String text(ConfigError e) {
    return e.reason() + (e.suggestion() == null ? "" : " (" + e.suggestion() + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'event.id.matches(\"(\")'", "'timestamp(\"noon\") < event.time'"})
  void aLiteralThatCannotWorkIsFoundWhenTheFileIsRead(String condition) throws IOException {
    assertThat(
            errors(
                start("").replace("    on: a.b\n", "    on: a.b\n    when: " + condition + "\n")))
        .extracting(ConfigError::path)
        .containsExactly("routes[0].when");
  }

  @Test
  void anExpressionOfManyLinesHasItsOwnPlaces() throws IOException {
    assertThat(
            places(
                """
                routes:
                  - name: a
                    on: a.b
                    when: |
                      event.id == 'a'
                      && event.nope == 'b'
                    cancel: {id: x}
                """))
        .singleElement()
        .asString()
        .startsWith("6:1 routes[0].when: undefined field 'nope'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a-${event.id|10: '${' has no matching '}' (write $${ for a plain ${)",
        "a-${}|10: '${}' is empty",
        "a-${event.data.}|23: '.' is not expected here",
        "a-${event.nope}|17: undefined field 'nope'",
        "a-${event.targetagents}|12: the expression gives list, not a string, a number, or true"
            + " or false",
        "a-${null}|12: the expression gives null",
      })
  void anIdIsCheckedWhenTheFileIsRead(String id, String expected) throws IOException {
    assertThat(errors("routes:\n- name: a\n  on: a\n  cancel:\n   id: " + id + "\n"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(5);
              assertThat(e.path()).isEqualTo("routes[0].cancel.id");
              assertThat(e.column() + ": " + text(e)).startsWith(expected);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "executionTimeout: 5|must be text (put quotes around it: \"5\")",
        "executionTimeout: 5x|'5x' is not a duration (as in 300s, 5m, 12h, 30d)",
        "executionTimeout: -5s|'-5s' is not a duration (as in 300s, 5m, 12h, 30d)",
        "executionTimeout: 0s|a duration must be longer than nothing",
        "executionTimeout: 99999d|is longer than 100 years",
        "taskTimeout: 3m|is longer than the 2m that Temporal allows for a workflow task",
        "namespace: ''|is empty",
        "namespace: 7|must be text (put quotes around it: \"7\")",
        "namespace: [a]|must be text",
      })
  void aStartsSettingsAreChecked(String line, String reason) throws IOException {
    assertThat(errors(start(line)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(8);
              assertThat(text(e)).isEqualTo(reason);
            });
  }

  @Test
  void aTaskCannotOutliveItsRun() throws IOException {
    assertThat(places(start("executionTimeout: 5s\ntaskTimeout: 10s")))
        .containsExactly("5:7 routes[0].start: taskTimeout is longer than executionTimeout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "wait|'wait' is not known here (one of: wait 5m, dead, drop)",
        "retry|'retry' is not known here (one of: wait 5m, dead, drop)",
        "wait soon|'soon' is not a duration (as in 300s, 5m, 12h, 30d)",
        "wait 91d|waits longer than events are kept (retention.events)",
      })
  void ifAbsentIsOneOfThree(String value, String reason) throws IOException {
    assertThat(errors(route("signal:\n  id: x\n  name: n\n  ifAbsent: " + value)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(7);
              assertThat(e.path()).isEqualTo("routes[0].signal.ifAbsent");
              assertThat(text(e)).isEqualTo(reason);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "-a", "ä", "'a\"b'"})
  void aRoutesNameFitsIntoAddresses(String name) throws IOException {
    assertThat(errors(GOOD_ROUTES.replace("name: a", "name: " + name)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.path()).isEqualTo("routes[0].name");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|names no event type",
        "[a, a]|'a' is there twice",
        "a..b|the event type 'a..b' has an empty segment",
        "'a b'|an event type has no spaces or control characters",
        "'***'|'***' has ** beside other text (** stands alone between dots, for any number of"
            + " segments; one * is any part of a segment)",
        "{a: b}|must be text",
        "1|must be text (put quotes around it: \"1\")",
      })
  void whatARouteListensToIsChecked(String on, String reason) throws IOException {
    assertThat(errors(GOOD_ROUTES.replace("on: a.b", "on: " + on)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(text(e)).isEqualTo(reason);
            });
  }

  @Test
  void identitiesMayBeKeptLongerThanEvents() throws IOException {
    var retention = good(GOOD_ROUTES + "retention: {events: 10d, identity: 40d}").retention();
    assertThat(retention.events()).isEqualTo(Duration.ofDays(10));
    assertThat(retention.identity()).isEqualTo(Duration.ofDays(40));
  }

  @Test
  void theBacklogIsANumberWithinReason() throws IOException {
    assertThat(good(GOOD_ROUTES).limits().backlog()).isEqualTo(1_000_000);
    assertThat(good(GOOD_ROUTES + "limits: {backlog: 5000}").limits().backlog()).isEqualTo(5_000);
    for (String wrong : List.of("999", "many", "1e6", "-5", "999999999999999999999")) {
      assertThat(places(GOOD_ROUTES + "limits: {backlog: " + wrong + "}"))
          .containsExactly("5:19 limits.backlog: must be a whole number from 1000 to 100000000");
    }
  }

  @Test
  void riskAndPeopleAreCheckedForTheWorkersSake() throws IOException {
    assertThat(
            places(
                GOOD_ROUTES
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
                        n: {tiers: [{to: role:clerk, within: 5m, quorum: 2}], otherwise: park}
                    """))
        .containsExactly(
            "6:11 risk.ladder: there is no ladder 'nobody' in people.ladders",
            "8:36 risk.rules[0].when: the expression ends too early",
            "9:24 risk.rules[1].when: the expression gives int, not true or false",
            "12:55 people.ladders.l.tiers[0].remind[0]: reminds when the tier is already over"
                + " (within)",
            "12:73 people.ladders.l.otherwise: 'shrug' is not known here (one of: approve, reject,"
                + " park)",
            "13:8 people.ladders.m: a ladder has one tier in this version, not 0",
            "14:46 people.ladders.n.tiers[0].quorum: 'quorum' is not supported by this version yet");
  }

  @Test
  void aSecretNeverStandsInTheFile() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "0123456789abcdef0123\n");
    List<ConfigError> errors =
        errors(
            GOOD_ROUTES
                + """
                access:
                  keys:
                    - {name: a, key: hunter2, roles: [read]}
                    - {name: b, key: env:NOT_SET, roles: [read]}
                    - {name: c, key: env:EMPTY, roles: [read]}
                    - {name: d, key: 'file:nowhere.txt', roles: [read]}
                    - {name: e, key: 'file:key.txt', roles: [read]}
                    - {name: f, key: '', roles: [read]}
                """);
    assertThat(errors)
        .extracting(e -> e.line() + " " + e.reason())
        .containsExactly(
            "7 a secret must not stand in the file",
            "8 the variable NOT_SET is not set",
            "9 the secret is empty",
            "10 the file of the secret cannot be read: nowhere.txt",
            "12 is empty");
    assertThat(errors.toString()).doesNotContain("hunter2");
  }

  @Test
  void aShortSecretIsWarnedOf() throws IOException {
    Loaded loaded =
        ConfigFile.load(
            write(GOOD_ROUTES + "sources: {s: {verify: github, secrets: [env:SHORT]}}"),
            name -> Optional.of("abc"));
    assertThat(loaded.warnings())
        .extracting(w -> w.path() + ": " + w.reason())
        .containsExactly("sources.s.secrets[0]: the secret is shorter than 16 characters");
  }

  @Test
  void anIdThatCannotTellEventsApartIsWarnedOf() throws IOException {
    Loaded loaded =
        ConfigFile.load(
            write(
                GOOD_ROUTES.replace("a-${event.id}", "a")
                    + "  - {name: b, on: b, cancel: {id: '${event.id}${event.source}'}}\n"));
    assertThat(loaded).isInstanceOf(Loaded.Ready.class);
    assertThat(loaded.warnings())
        .extracting(w -> w.line() + " " + w.path())
        .containsExactly("4 routes[0].start.id", "5 routes[1].cancel.id");
  }

  @Test
  void theFolderOfSchemasMustBeThere() throws IOException {
    assertThat(places(GOOD_ROUTES + "schemas: ./nowhere"))
        .containsExactly("5:10 schemas: there is no folder './nowhere' beside the file");
  }

  @Test
  void aBrokenSchemaIsNamedByItsOwnFile() throws IOException {
    Files.createDirectories(folder.resolve("schemas/a.b"));
    Path broken = Files.writeString(folder.resolve("schemas/a.b/1.json"), "{\n  \"type\": }");
    assertThat(errors(GOOD_ROUTES + "schemas: schemas"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.file()).isEqualTo(broken);
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.reason()).startsWith("not JSON:");
            });
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
  void aFileWithoutRoutesIsRefused(String text, String error) throws IOException {
    assertThat(places(text)).containsExactly(error);
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Loaded loaded = ConfigFile.load(folder.resolve("none.yaml"));
    assertThat(((Loaded.Refused) loaded).errors())
        .singleElement()
        .satisfies(e -> assertThat(e.reason()).startsWith("the file cannot be read"));
  }

  @Test
  void aByteOrderMarkIsRead() throws IOException {
    assertThat(errors("\uFEFF" + GOOD_ROUTES)).isEmpty();
  }

  @Test
  void bytesThatAreNotUtf8HaveALine() throws IOException {
    byte[] text = (GOOD_ROUTES + "# gr\u00fcn").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("sluice.yaml"), text);
    Loaded loaded = ConfigFile.load(folder.resolve("sluice.yaml"));
    assertThat(((Loaded.Refused) loaded).errors())
        .extracting(ConfigFileTest::place)
        .containsExactly("5:1 : the file is not UTF-8");
  }

  @Test
  void keysOfCallersAreReadWithTheirRoles() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "0123456789abcdef0123\n");
    ApiKey key =
        good(GOOD_ROUTES
                + """
                    access:
                      keys: [{name: shop, key: 'file:key.txt', roles: [publish, read]}]
                    """)
            .access()
            .get(0);
    assertThat(key)
        .isEqualTo(
            new ApiKey(
                "shop", "0123456789abcdef0123", Set.of("publish", "read"), List.of(), Set.of()));
    assertThat(key.toString()).doesNotContain("0123456789");
  }

  @Test
  void keysThatCannotBeToldApartAndRolesThatAreNoneAreRefused() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "0123456789abcdef0123\n");
    assertThat(
            places(
                GOOD_ROUTES
                    + """
                    access:
                      keys:
                        - {name: shop, key: 'file:key.txt', roles: [publish]}
                        - {name: shop, key: 'file:key.txt', roles: [boss]}
                        - {name: other, roles: []}
                    """))
        .containsExactly(
            "8:14 access.keys[1].name: another key has the name 'shop'",
            "8:25 access.keys[1].key: another entry has the same key (give each caller its own)",
            "8:49 access.keys[1].roles[0]: there is no role 'boss'"
                + " (one of: publish, read, operate, admin)",
            "9:7 access.keys[2]: 'key' is missing",
            "9:28 access.keys[2].roles: gives no role"
                + " (one or more of: publish, read, operate, admin)");
  }

  @Test
  void aKeyMayBeBoundToTypesAndOrigins() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "0123456789abcdef0123\n");
    ApiKey key =
        good(GOOD_ROUTES
                + """
                    access:
                      keys:
                        - name: shop
                          key: file:key.txt
                          roles: [publish]
                          types: ["order.*", cart.added]
                          origins: ["https://shop.example", "http://localhost:3000", "http://[::1]:81"]
                    """)
            .access()
            .get(0);
    assertThat(key.types()).extracting(TypeGlob::text).containsExactly("order.*", "cart.added");
    assertThat(key.origins())
        .containsExactly("https://shop.example", "http://localhost:3000", "http://[::1]:81");
  }

  @Test
  void typesAndOriginsThatCannotWorkAreRefused() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "0123456789abcdef0123\n");
    assertThat(
            places(
                GOOD_ROUTES
                    + """
                    access:
                      keys:
                        - name: shop
                          key: file:key.txt
                          roles: [read]
                          types: ["order..x", "a**"]
                          origins:
                            - "*"
                            - https://shop.example/
                            - https://shop.example:443
                            - https://Shop.example
                            - shop.example
                            - https://shop.example/cart
                        - {name: b, key: 'env:NONE', roles: [publish], types: [], origins: []}
                    """))
        .containsExactly(
            "10:14 access.keys[0].types: binds what the key publishes, and it has n"
                + "o role to publish",
            "10:22 access.keys[0].types[0]: the event type 'order..x' has an empty " + "segment",
            "10:28 access.keys[0].types[1]: 'a**' has ** beside other text (** stan"
                + "ds alone between dots, for any number of segments; one * is any part o"
                + "f a segment)",
            "12:11 access.keys[0].origins[0]: '*' is no one origin (name each origi"
                + "n, without wildcards)",
            "13:11 access.keys[0].origins[1]: 'https://shop.example/' is never what"
                + " a browser sends (write https://shop.example)",
            "14:11 access.keys[0].origins[2]: 'https://shop.example:443' is never w"
                + "hat a browser sends (write https://shop.example)",
            "15:11 access.keys[0].origins[3]: 'https://Shop.example' is never what "
                + "a browser sends (write https://shop.example)",
            "16:11 access.keys[0].origins[4]: 'shop.example' is no origin (scheme, "
                + "host and, where it is not the usual one, port: https://shop.example)",
            "17:11 access.keys[0].origins[5]: 'https://shop.example/cart' is no ori"
                + "gin (scheme, host and, where it is not the usual one, port: https://sh"
                + "op.example)",
            "18:22 access.keys[1].key: the variable NONE is not set",
            "18:59 access.keys[1].types: names no event type",
            "18:72 access.keys[1].origins: names no origin (as in https://shop.exam" + "ple)");
  }
}
