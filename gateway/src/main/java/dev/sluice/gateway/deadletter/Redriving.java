package dev.sluice.gateway.deadletter;

import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetters;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.Violation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter tried again, by the configuration in force: what its route makes of the event
 * today is held, in one transaction, and dispatched like any other work. Safe for many threads.
 */
public final class Redriving {

  private final DeadLetters letters;
  private final Routes routes;
  private final SchemaCheck schemas;

  public Redriving(DeadLetters letters, Routes routes, SchemaCheck schemas) {
    this.letters = letters;
    this.routes = routes;
    this.schemas = schemas;
  }

  public CompletableFuture<Redriven> redrive(DeadLetter letter, String by) {
    return redrive(letter, by, null);
  }

  CompletableFuture<Redriven> redrive(DeadLetter letter, String by, @Nullable String redrive) {
    return letters.redrive(letter, planned(letter), by, redrive);
  }

  /** What would come of it now; nothing is changed. */
  public Redriven wouldRedrive(DeadLetter letter) {
    return letters.wouldRedrive(letter, planned(letter));
  }

  /**
   * Work that was on its way was past its schema and its condition, which are not asked again. What
   * was not comes in as it would today.
   */
  private Planned planned(DeadLetter letter) {
    String route = letter.id().route();
    if (route == null) {
      return gone("", "The event died before any route saw it. Send it again.");
    }
    if (letter.verdict().workflowId() != null) {
      return routes.again(route, letter.event(), letter.enriched());
    }
    List<Violation> violations = schemas.check(letter.event());
    if (!violations.isEmpty()) {
      Violation first = violations.get(0);
      return new Planned.Broken(
          route,
          Reasons.SCHEMA_VIOLATION,
          "The event is not as its schema says: " + first.pointer() + " " + first.detail());
    }
    return routes.plan(letter.event()).stream()
        .filter(planned -> planned.route().equals(route))
        .findFirst()
        .orElseGet(() -> gone(route, "route " + route + " takes no events of this type any more"));
  }

  private static Planned gone(String route, String detail) {
    return new Planned.Broken(route, Reasons.ROUTE_CHANGED, detail);
  }
}
