package dev.sluice.gateway.journal;

import org.jspecify.annotations.Nullable;

/** What came of asking for a dead letter to be tried again. */
public sealed interface Redriven {

  /** It is held, and will be dispatched. */
  record Again(Held work) implements Redriven {}

  /** The workflow id has a run of the same content by now. */
  record Duplicate() implements Redriven {}

  /** The condition of its route, asked again, says no. */
  record Filtered() implements Redriven {}

  /** It cannot be tried as things are: it is a dead letter still, by this reason. */
  record StillDead(String reason, @Nullable String error) implements Redriven {}

  /** It is no dead letter any more: somebody was faster. */
  record NotDead() implements Redriven {}

  /** As scripts and reports name it. */
  default String word() {
    if (this instanceof Again) {
      return "held";
    } else if (this instanceof Duplicate) {
      return "duplicate";
    } else if (this instanceof Filtered) {
      return "filtered";
    }
    return this instanceof StillDead ? "stillDead" : "notDead";
  }
}
