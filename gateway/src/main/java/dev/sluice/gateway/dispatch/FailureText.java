package dev.sluice.gateway.dispatch;

import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.util.Objects;

/** What failures say, which is encrypted where payloads are. */
public final class FailureText {

  private FailureText() {}

  /** The message of the failure itself. */
  static String message(Failure failure, DataConverter converter) {
    return message(converter.failureToException(failure));
  }

  /** What failed inside a step is the cause: the step's own failure says only which. */
  public static String deepest(Failure failure, DataConverter converter) {
    Throwable deepest = converter.failureToException(failure);
    while (!(deepest instanceof ApplicationFailure) && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String type = deepest instanceof ApplicationFailure application ? application.getType() : "";
    return (type.isEmpty() ? "failed" : type) + ": " + message(deepest);
  }

  private static String message(Throwable failure) {
    return Objects.toString(
        failure instanceof TemporalFailure temporal
            ? temporal.getOriginalMessage()
            : failure.getMessage(),
        "");
  }
}
