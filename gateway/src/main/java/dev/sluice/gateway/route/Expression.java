package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;

/** A compiled CEL expression. Safe for many threads. */
public final class Expression {

  private final String text;
  private final Program program;

  Expression(String text, Program program) {
    this.text = text;
    this.program = program;
  }

  public String text() {
    return text;
  }

  /**
   * The value for this event. Whatever goes wrong inside is this event's fault and not the
   * caller's, so every runtime exception ends here.
   */
  Object value(EventView event) throws CannotEvaluate {
    Budget.begin();
    try {
      return program.eval((CelVariableResolver) event);
    } catch (CelEvaluationException | RuntimeException e) {
      throw new CannotEvaluate(this, plain(e));
    }
  }

  /**
   * The value as JSON. A list or map may hold views, which are read only now and can fail as well.
   */
  JsonNode json(EventView event) throws CannotEvaluate {
    Object value = value(event);
    try {
      return CelValues.toJson(value);
    } catch (RuntimeException e) {
      throw new CannotEvaluate(this, plain(e));
    }
  }

  static String plain(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : CelWords.plain(message);
  }
}
