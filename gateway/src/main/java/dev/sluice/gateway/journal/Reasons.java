package dev.sluice.gateway.journal;

/** The reasons of verdicts that users read and scripts compare; fixed once released. */
public final class Reasons {

  /** Kept a moment ago; its turn is next. */
  public static final String QUEUED = "queued";

  /** Somebody paused its route. */
  public static final String PAUSED = "paused";

  /** What came before it for the same workflow is paused, or waits for its time. */
  public static final String WAITING_FOR_TURN = "waiting for its turn";

  /** The run failed or timed out, and goes on by itself at {@code nextAttemptAt}. */
  public static final String RETRYING = "retrying";

  public static final String ENGINE_UNAVAILABLE = "engine unavailable";

  /** A namespace, permission or search attribute is missing: nothing can be dispatched. */
  public static final String ENGINE_MISCONFIGURED = "engine misconfigured";

  /** The in-process engine may have begun the run, and lost it: it is made again. */
  public static final String ENGINE_RESTARTED = "engine restarted";

  /** A dead letter that somebody asked to be tried again. */
  public static final String REDRIVEN = "redriven";

  /** A signal whose workflow is not (yet, or any more) there. */
  public static final String WAITING_FOR_WORKFLOW = "waiting for workflow";

  /** An update that no worker has taken yet. */
  public static final String WAITING_FOR_WORKER = "waiting for worker";

  /** The workflow refused the update, or failed in it. */
  public static final String UPDATE_FAILED = "updateFailed";

  /** The event that a route made of this one is not one that would be let in. */
  public static final String PUBLISH_REFUSED = "publishRefused";

  public static final String WORKFLOW_ABSENT = "workflowAbsent";
  public static final String WORKFLOW_ID_CONFLICT = "workflowIdConflict";
  public static final String CAUSATION_TOO_LONG = "causationTooLong";
  public static final String REFUSED_BY_ENGINE = "refusedByEngine";
  public static final String ROUTE_CHANGED = "routeChanged";

  /** Of a source that cannot be told no. */
  public static final String SCHEMA_VIOLATION = "schemaViolation";

  /** The run that the event started failed, timed out or was terminated. */
  public static final String RUN_FAILED = "runFailed";

  /** A person has seen to what the run left open: it must not go on where it was. */
  public static final String SETTLED = "settled";

  /** The engine does not know a run that the journal holds as running. */
  public static final String LOST = "lost";

  private Reasons() {}
}
