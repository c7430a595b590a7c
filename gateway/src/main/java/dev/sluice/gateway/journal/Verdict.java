package dev.sluice.gateway.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one event on one route. {@code route} is absent for unmatched. */
public record Verdict(
    @Nullable String route,
    Kind kind,
    @Nullable String reason,
    Instant at,
    @Nullable String workflowId,
    @Nullable String runId,
    @Nullable RunStatus status,
    int attempts,
    @Nullable String lastError,
    @Nullable Instant nextAttemptAt) {

  /** The same, which waits until then for what failed so; its own last error stays. */
  Verdict notTriedBefore(Instant then, String error) {
    Instant own = nextAttemptAt;
    return new Verdict(
        route,
        kind,
        reason,
        at,
        workflowId,
        runId,
        status,
        attempts,
        lastError == null ? error : lastError,
        own != null && own.isAfter(then) ? own : then);
  }

  public enum Kind {
    unmatched,
    filtered,
    held,
    started,
    signalled,
    updated,
    cancelled,
    published,
    duplicate,
    dropped,
    dead,
    /** A dead letter that a person has put away. */
    discarded
  }

  public enum RunStatus {
    running,
    completed,
    failed,
    cancelled,
    terminated,
    timedOut,
    lost
  }
}
