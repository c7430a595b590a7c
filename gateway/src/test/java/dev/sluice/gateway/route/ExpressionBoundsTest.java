package dev.sluice.gateway.route;

import static dev.sluice.gateway.route.OneRoute.LANGUAGE;
import static dev.sluice.gateway.route.OneRoute.event;
import static dev.sluice.gateway.route.OneRoute.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps an expression short and fast, whatever the event. */
final class ExpressionBoundsTest {

  @Test
  void expressionsAreBoundedInLengthAndDepth() {
    assertThat(LANGUAGE.compile("'" + "x".repeat(5_000) + "' == ''", Expressions.Wanted.bool))
        .isInstanceOf(Compiled.Bad.class);
    assertThat(
            LANGUAGE.compile("(".repeat(500) + "true" + ")".repeat(500), Expressions.Wanted.bool))
        .isInstanceOf(Compiled.Bad.class);
  }

  @Test
  void loopsAreBounded() {
    String thousand =
        "[" + String.join(",", IntStream.range(0, 200).mapToObj(Integer::toString).toList()) + "]";
    String nested = thousand + ".all(x, " + thousand + ".all(y, x + y >= 0))";
    Planned planned =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> plan(nested, event()));
    assertThat(((Planned.Broken) planned).detail()).contains("Iteration budget exceeded");
  }

  /** 4,000 turns of a loop over a text of 400 kB would make 1.6 GB. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.data.n.map(i, event.data.t + 'x').size() > 0",
        "[event.data.t].all(t, event.data.n.all(i, (t + 'x').size() > 0))",
        "event.data.n.all(i, event.data.t.matches('^y') == false)",
        "event.data.n.all(i, !event.data.t.contains('y'))",
        "event.data.n.all(i, textOf(event.data).size() > 0)",
        "event.data.n.all(i, size(jsonPath(event.data, '$..t')) == 1)",
      })
  void anExpressionThatWouldRunLongOverALargeEventIsStopped(String when) {
    Event event =
        Events.of(
            "a",
            "{\"t\": \""
                + "x".repeat(400_000)
                + "\", \"n\": "
                + IntStream.range(0, 4_000).boxed().toList()
                + "}");
    Planned planned =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> plan(when, event));
    assertThat(((Planned.Broken) planned).detail()).contains("costs too much for this event");
  }

  @Test
  void aHostileTextCannotHoldAPatternUp() {
    Event event = Events.of("a", "{\"t\": \"" + "a".repeat(50_000) + "!\"}");
    Planned planned =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> plan("event.data.t.matches('^(a+)+$')", event));
    assertThat(planned).isEqualTo(new Planned.Filtered("r"));
  }
}
