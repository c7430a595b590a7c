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
