package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes in force. Safe for many threads; the seam between what is configured and what is
 * dispatched.
 */
public interface Routes {

  /**
   * What each matching route makes of the event, in the file's order. Never throws for an event's
   * sake.
   */
  List<Planned> plan(Event event);

  /**
   * The action of one route, evaluated again (after a restart, say): {@code when} is not asked
   * again, and what is kept of its enrichments stays. {@link Planned.Broken} where the route is
   * gone or an expression fails.
   */
  Planned again(String route, Event event, @Nullable JsonNode enriched);

  /** Since when these are in force. What was evaluated before may differ. */
  default Instant since() {
    return Instant.MIN;
  }

  /** How a run that the route started goes on by itself after it failed. */
  default Optional<Retry> retry(String route) {
    return Optional.empty();
  }
}
