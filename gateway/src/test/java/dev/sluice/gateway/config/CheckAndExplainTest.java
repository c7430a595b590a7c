package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.route.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of {@code sluice check} and {@code sluice explain}. */
final class CheckAndExplainTest {

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("sluice.yaml"), text);
  }

  private List<String> explain(String text, String type, String data) throws IOException {
    Loaded loaded = ConfigFile.load(write(text));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    return Explain.of(((Loaded.Ready) loaded).config(), Events.of(type, data)).lines();
  }

  @Test
  void aBadFileIsTheLinesOfACompiler() throws IOException {
    Path file = write("routes:\n  - name: a\n    on: b\n    strat: {}\n");
    Check check = Check.of(file);
    assertThat(check.isGood()).isFalse();
    assertThat(check.lines())
        .containsExactly(
            file
                + ":2:5: error: routes[0]: the route does nothing"
                + " (give it one of start, signal, signalWithStart, update, cancel, publish)",
            file
                + ":4:5: error: routes[0].strat: there is no key 'strat' here"
                + " (did you mean 'start'?)",
            file + ": refused: 2 errors");
  }

  @Test
  void aGoodFileSaysWhatIsInItAndItsWarnings() throws IOException {
    Path file = write("routes: [{name: a, on: b, start: {workflow: W, taskQueue: q, id: same}}]");
    Check check = Check.of(file);
    assertThat(check.isGood()).isTrue();
    assertThat(check.lines()).hasSize(2);
    assertThat(check.lines().get(0))
        .startsWith(file + ":1:66: warning: routes[0].start.id: the id");
    assertThat(check.lines().get(1)).isEqualTo(file + ": good: 1 route, 0 types with a schema");
  }

  private static final String ROUTES =
      """
      schemas: .
      routes:
        - name: one
          on: a.*
          when: event.data.n > 1
          start: {workflow: W, namespace: sales, taskQueue: q, id: 'one-${event.data.n}', input: event.data}
        - {name: two, on: other, cancel: {id: x}}
        - {name: three, on: a.b, signal: {id: x, name: s, input: event.data.n, ifAbsent: drop}}
        - {name: four, on: a.b, when: event.data.missing, cancel: {id: x}}
        - {name: five, on: a.b, cancel: {id: 'x', reason: 'n is ${event.data.n}', ifAbsent: dead}}
        - name: six
          on: a.c
          signalWithStart:
            {workflow: W, taskQueue: q, id: x, input: event.data, signal: {name: s, input: '1'}}
        - {name: seven, on: a.c, update: {id: x, name: u, input: event.data.n}}
        - {name: eight, on: a.c, publish: {type: 'b.${event.data.n}', subject: event.id, data: event.data.n}}
      """;

  @Test
  void everyRouteIsExplained() throws IOException {
    assertThat(explain(ROUTES, "a.b", "{\"n\": 2}"))
        .containsExactly(
            "event a.b",
            "schema: none for this type, any data is taken",
            "route one: matches (on: a.*)",
            "  when: event.data.n > 1 -> true",
            "  start W on task queue q",
            "  workflow id: one-2 in namespace sales",
            "  input: {\"n\":2}",
            "route two: does not match (on: other)",
            "route three: matches (on: a.b)",
            "  signal s to x",
            "  if absent: drop",
            "  input: 2",
            "route four: matches (on: a.b)",
            "  when: event.data.missing -> fails",
            "  dead letter, conditionFailed: route four, when: event.data.missing: there is no"
                + " 'missing'",
            "route five: matches (on: a.b)",
            "  cancel x",
            "  if absent: dead",
            "  reason: n is 2",
            "route six: does not match (on: a.c)",
            "route seven: does not match (on: a.c)",
            "route eight: does not match (on: a.c)",
            "so: kept, 3 acting, 0 filtered, 1 dead");
  }

  @Test
  void everyActionIsExplained() throws IOException {
    assertThat(explain(ROUTES, "a.c", "{\"n\": 1}"))
        .containsSubsequence(
            "route six: matches (on: a.c)",
            "  start W on task queue q",
            "  workflow id: x",
            "  input: {\"n\":1}",
            "  and signal s, to the open run if there is one",
            "  if closed: dead",
            "  signal's input: 1",
            "route seven: matches (on: a.c)",
            "  update u of x",
            "  if absent: wait 300s",
            "  input: 1",
            "route eight: matches (on: a.c)",
            "  publish b.1",
            "  subject: id-1",
            "  data: 1");
  }

  @Test
  void whatTheDoorRefusesIsSaidFirst() throws IOException {
    Files.createDirectories(folder.resolve("a.b"));
    Files.writeString(folder.resolve("a.b/1.json"), "{\"required\": [\"m\"]}");
    assertThat(explain(ROUTES, "a.b", "{\"n\": 1}"))
        .contains(
            "schema: version 1, does not fit",
            "  /data/m: is required",
            "  when: event.data.n > 1 -> false")
        .endsWith("so: refused at the door with 422, no route is asked");
  }

  @Test
  void anEventThatNobodyWantsIsUnmatched() throws IOException {
    assertThat(explain(ROUTES, "z", "{}")).endsWith("so: kept, unmatched");
  }
}
