package dev.sluice.workflows.saga;

/**
 * The types of failure an activity may end with. Retry options, tests and docs share these words.
 */
public final class FailureTypes {

  /**
   * The provider said no, for a business reason; nothing was done. The failure's first detail is a
   * {@link Refusal}.
   */
  public static final String REFUSED = "Refused";

  /**
   * The call can never work as it is (bad request, wrong credentials, an answer of an unknown
   * shape). Not retried.
   */
  public static final String PERMANENT = "Permanent";

  /**
   * Nothing was done, and the same call may work later (503, 429, connection refused, open
   * circuit). Retried.
   */
  public static final String TRANSIENT = "Transient";

  /**
   * The call may or may not have taken effect (time-out, cut connection, 500). Retried with the
   * same key.
   */
  public static final String UNKNOWN = "Unknown";

  private FailureTypes() {}
}
