package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.route;
import static dev.sluice.gateway.config.SluiceYaml.start;
import static dev.sluice.gateway.config.SluiceYaml.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Config.Retention;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.ActionPlan;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route does: every key of every action. */
final class ActionReaderTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder);

  @Test
  void everyKeyIsRead() {
    Config config =
        yaml.good(
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
  void everyKeyOfTheOtherActionsIsRead() {
    Config config =
        yaml.good(
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
  void whatIsWrongInTheOtherActionsIsSaidWithItsLine() {
    assertThat(
            yaml.places(
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
  void anAbsentTargetIsWaitedForFiveMinutes() {
    Config config = yaml.good(route("signal: {id: x, name: n}"));
    var signal = (ActionPlan.Signal) config.routes().routes().get(0).action();
    assertThat(signal.ifAbsent()).isEqualTo(new Action.IfAbsent.Wait(Duration.ofMinutes(5)));
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
  void ifAbsentIsOneOfThree(String value, String reason) {
    assertThat(yaml.errors(route("signal:\n  id: x\n  name: n\n  ifAbsent: " + value)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(7);
              assertThat(e.path()).isEqualTo("routes[0].signal.ifAbsent");
              assertThat(text(e)).isEqualTo(reason);
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
  void aStartsSettingsAreChecked(String line, String reason) {
    assertThat(yaml.errors(start(line)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(8);
              assertThat(text(e)).isEqualTo(reason);
            });
  }

  @Test
  void aTaskCannotOutliveItsRun() {
    assertThat(yaml.places(start("executionTimeout: 5s\ntaskTimeout: 10s")))
        .containsExactly("5:7 routes[0].start: taskTimeout is longer than executionTimeout");
  }
}
