package dev.sluice.gateway.task;

/** Brings what was said about a task to its run, as a signal. May be called again for the same. */
@FunctionalInterface
public interface Delivery {

  enum Outcome {
    /** The engine has it. */
    taken,
    /** There is no such run, or it has ended, or it will never take this. */
    absent,
    /** Not now, and this run only: try again. */
    busy,
    /** Not now, nor any other of its namespace: try again. */
    unavailable
  }

  /** Where the run is; empty is the gateway's own namespace. */
  default String namespaceOf(String workflowId) {
    return "";
  }

  /** Blocks for some seconds at most. */
  Outcome deliver(String workflowId, Said said);
}
