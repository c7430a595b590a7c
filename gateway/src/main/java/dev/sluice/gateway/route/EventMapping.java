package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;

/** An expression over one event whose value is JSON, for those who are no route. Thread-safe. */
public final class EventMapping {

  private final Expression expression;

  private EventMapping(Expression expression) {
    this.expression = expression;
  }

  public static Compiled<EventMapping> compile(Expressions language, String text) {
    Compiled<Expression> compiled = language.compile(text, Expressions.Wanted.json);
    if (compiled instanceof Compiled.Ok<Expression> ok) {
      return new Compiled.Ok<>(new EventMapping(ok.value()));
    }
    return new Compiled.Bad<>(((Compiled.Bad<Expression>) compiled).faults());
  }

  /**
   * @throws IllegalArgumentException when there is no value for this event, with why
   */
  public JsonNode of(Event event) {
    try {
      return expression.json(new EventView(event));
    } catch (CannotEvaluate e) {
      throw new IllegalArgumentException(e.why(), e);
    }
  }
}
