package dev.sluice.activities.provider;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Refusal;
import io.temporal.failure.ApplicationFailure;

/** Reads the failures that a {@link Provider} throws. */
public final class Failures {

  private Failures() {}

  public static boolean isRefusal(ApplicationFailure failure, String code) {
    return FailureTypes.REFUSED.equals(failure.getType())
        && code.equals(failure.getDetails().get(Refusal.class).code());
  }

  /** Whether the same call may work later. */
  public static boolean mayWorkLater(ApplicationFailure failure) {
    return !failure.isNonRetryable();
  }
}
