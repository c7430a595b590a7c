package dev.sluice.gateway.task;

/** Brings a decision to its run, as the signal {@code decide}. May be called again for the same. */
@FunctionalInterface
public interface Delivery {

  enum Outcome {
    /** The engine has it. */
    taken,
    /** There is no such run, or it has ended, or it will never take this. */
    absent,
    /** Not now: try again. */
    unavailable
  }

  /** Blocks for some seconds at most. */
  Outcome deliver(String workflowId, Decision decision);
}
