package dev.sluice.gateway.dispatch;

/** What the engine answered. */
public sealed interface Reply {

  record Started(String runId) implements Reply {}

  /** A run of that id is there already, open or closed. */
  record Existing(String runId, boolean sameEvent, boolean sameContent) implements Reply {}

  record Done() implements Reply {}

  /** There is no such run, or it has ended. */
  record Absent(String detail) implements Reply {}

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
