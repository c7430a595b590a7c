package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a matching route makes of an event before it is kept. An event that no route matches has
 * none of these.
 */
public sealed interface Planned {

  String route();

  /** {@code when} said no. */
  record Filtered(String route) implements Planned {}

  /** A dead letter from the start: the condition or the workflow id failed to evaluate, say. */
  record Broken(String route, String reason, String detail) implements Planned {}

  /**
   * To be dispatched. For a start the workflow id is the route's identity, claimed with the event.
   * {@code enriched} is what the route added to the event; it is kept, so that whoever evaluates
   * the action again sees the same.
   */
  record Work(String route, Action action, @Nullable JsonNode enriched) implements Planned {

    public Work(String route, Action action) {
      this(route, action, null);
    }
  }
}
