package dev.sluice.workflows.saga;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a call ended without an answer to build on. Only a refusal is definite: whatever the last
 * attempt says, an earlier one with the same key may have been done.
 */
public record Fault(Optional<Refusal> refusal, String message) {

  public static Fault of(TemporalFailure failure) {
    Throwable cause =
        failure instanceof ActivityFailure && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ApplicationFailure application) {
      return ofApplication(application);
    }
    if (cause instanceof TimeoutFailure timeout) {
      return new Fault(Optional.empty(), timedOut(timeout));
    }
    if (cause instanceof CanceledFailure) {
      return new Fault(Optional.empty(), "cancelled during the call");
    }
    return new Fault(Optional.empty(), text(cause.getMessage()));
  }

  public boolean isRefusal(String code) {
    return refusal.filter(r -> r.code().equals(code)).isPresent();
  }

  private static Fault ofApplication(ApplicationFailure failure) {
    String message = text(failure.getOriginalMessage());
    if (!failure.getType().equals(FailureTypes.REFUSED)) {
      return new Fault(Optional.empty(), message);
    }
    Refusal given =
        failure.getDetails().getSize() == 0 ? null : failure.getDetails().get(Refusal.class);
    Refusal refusal = given == null ? new Refusal("refused", message) : given;
    return new Fault(Optional.of(refusal), refusal.message());
  }

  private static String timedOut(TimeoutFailure timeout) {
    String last =
        timeout.getCause() instanceof TemporalFailure cause
            ? cause.getOriginalMessage()
            : "no answer (" + timeout.getTimeoutType().name() + ")";
    return "gave up; the last attempt: " + text(last);
  }

  private static String text(@Nullable String message) {
    return message == null || message.isBlank() ? "no message" : message;
  }
}
