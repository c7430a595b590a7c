package dev.sluice.gateway.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of held work, to be marked on its verdict. */
public sealed interface Outcome {

  record Started(String runId) implements Outcome {}

  /** A run of that id and content was there before, by somebody else's start. */
  record Duplicate(String runId) implements Outcome {}

  record Signalled() implements Outcome {}

  /** The workflow has taken it. */
  record Updated() implements Outcome {}

  record Cancelled() implements Outcome {}

  /** The event that was made of this one is kept. */
  record Published() implements Outcome {}

  record Dropped(String reason) implements Outcome {}

  /** A dead letter. A claimed workflow id is free again. */
  record Dead(String reason, @Nullable String error) implements Outcome {}

  record HeldOn(String reason, @Nullable String error, @Nullable Instant nextAttemptAt)
      implements Outcome {}
}
