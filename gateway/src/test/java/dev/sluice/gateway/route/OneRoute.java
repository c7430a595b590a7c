package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One expression in one route, and what the route makes of an event by it. */
final class OneRoute {

  static final String DATA =
      """
      {"orderId": "o-1", "n": 12, "d": 12.5, "whole": 12.0, "none": null, "yes": true,
       "items": [{"sku": "A", "q": 1}, {"sku": "B", "q": 2}],
       "big": 9223372036854775807, "unsigned": 18446744073709551615,
       "huge": 18446744073709551616, "low": -9223372036854775809, "far": 1e400,
       "mixed": [18446744073709551616], "exact": 0.1000000000000000000000000001}
      """;

  static final Expressions LANGUAGE = Expressions.overEvents();

  private OneRoute() {}

  static Event event() {
    return Events.of(
        "order.placed",
        null,
        new Data(new byte[] {1}, "application/json", Events.json(DATA)),
        Map.of("shop", "north", "level", 3, "raw", new byte[] {65}));
  }

  static Expression compile(String text, Expressions.Wanted wanted) {
    Compiled<Expression> compiled = LANGUAGE.compile(text, wanted);
    assertThat(compiled).as("%s", compiled).isInstanceOf(Compiled.Ok.class);
    return ((Compiled.Ok<Expression>) compiled).value();
  }

  static Template template(String text) {
    return ((Compiled.Ok<Template>) Template.parse(text, LANGUAGE)).value();
  }

  /** With this condition. */
  static Planned plan(String when, Event event) {
    Route route =
        new Route(
            "r",
            List.of(),
            compile(when, Expressions.Wanted.bool),
            new ActionPlan.Cancel(template("x"), null, null, new Action.IfAbsent.Dead()));
    return route.plan(new EventView(event));
  }

  /** With this input. */
  static Planned planInput(String input) {
    return planInput(compile(input, Expressions.Wanted.json), event());
  }

  static JsonNode input(String expression) {
    return input(compile(expression, Expressions.Wanted.json), event());
  }

  /** Without an expression the whole event is the input. */
  static JsonNode input(@Nullable Expression expression, Event event) {
    Planned planned = planInput(expression, event);
    assertThat(planned).as("%s", planned).isInstanceOf(Planned.Work.class);
    return ((Action.Signal) ((Planned.Work) planned).action()).input();
  }

  private static Planned planInput(@Nullable Expression expression, Event event) {
    Route route =
        new Route(
            "r",
            List.of(),
            null,
            new ActionPlan.Signal(
                template("x"), null, "n", expression, new Action.IfAbsent.Dead()));
    return route.plan(new EventView(event));
  }
}
