package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine answered. */
public sealed interface Reply {

  record Started(String runId) implements Reply {}

  /** A run of that id is there already, open or closed. */
  record Existing(String runId, boolean sameEvent, boolean sameContent) implements Reply {}

  record Done() implements Reply {}

  /** No worker has taken it yet; the engine may know of it. */
  record Unanswered(String detail) implements Reply {}

  /** The workflow itself said no, or failed over it. */
  record Failed(String detail) implements Reply {}

  /** There is no such run, or it has ended. */
  record Absent(String detail) implements Reply {}

  /**
   * {@code endedAt} is absent while it runs; {@code eid} is that of the event which started it,
   * absent when none did.
   */
  record Described(String runId, RunStatus status, @Nullable Instant endedAt, @Nullable UUID eid)
      implements Reply {}

  record Fault(Kind kind, String detail) implements Reply {

    public enum Kind {
      /** The engine cannot be reached: everything waits. */
      unavailable,
      /** Reached, but this call failed for now. */
      busy,
      /** A namespace, permission or search attribute is missing: everything waits for a person. */
      misconfigured,
      /** This call will never work. */
      refused
    }
  }
}
