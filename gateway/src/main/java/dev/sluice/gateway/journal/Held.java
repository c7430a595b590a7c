package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that is kept and not yet done: the verdict {@code n} of the event {@code seq}. {@code
 * contentHash} is in hex. {@code action} is there for fresh work; what was read back from the file
 * has its route evaluated again. {@code claims} tells work that has claimed its workflow id, for
 * the run that comes of it. {@code formerRun} is the run id of a start that is a redrive: the run
 * that has ended, from which it goes on.
 */
public record Held(
    long seq,
    int n,
    Instant acceptedAt,
    Event event,
    String contentHash,
    String route,
    Target target,
    int attempts,
    @Nullable String reason,
    @Nullable JsonNode enriched,
    boolean claims,
    @Nullable String formerRun,
    @Nullable Action action) {

  public Backlog.Place place() {
    return new Backlog.Place(seq, n);
  }

  /** Whether a workflow that is not there comes of it. */
  public boolean starts() {
    return action instanceof Action.ToWorkflow act && act.starts();
  }

  public Held withAction(Action evaluated) {
    return new Held(
        seq,
        n,
        acceptedAt,
        event,
        contentHash,
        route,
        target,
        attempts,
        reason,
        enriched,
        claims,
        formerRun,
        evaluated);
  }
}
