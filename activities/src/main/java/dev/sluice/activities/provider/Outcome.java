package dev.sluice.activities.provider;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Refusal;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a call came to. */
sealed interface Outcome<T> {

  record Success<T>(T value) implements Outcome<T> {}

  /** {@code retryAfter} is how long the provider asked to be left alone. */
  record Failure<T>(
      Kind kind,
      String message,
      @Nullable Refusal refusal,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause)
      implements Outcome<T> {

    static <T> Failure<T> of(Kind kind, String message) {
      return new Failure<>(kind, message, null, null, null);
    }

    /** As Temporal knows it. */
    ApplicationFailure toApplicationFailure() {
      ApplicationFailure.Builder failure =
          ApplicationFailure.newBuilder()
              .setMessage(message)
              .setType(kind.type)
              .setNonRetryable(kind == Kind.REFUSED || kind == Kind.PERMANENT);
      if (refusal != null) {
        failure.setDetails(refusal);
      }
      if (retryAfter != null) {
        failure.setNextRetryDelay(retryAfter);
      }
      if (cause != null) {
        failure.setCause(cause);
      }
      return failure.build();
    }
  }

  /** {@code ailing} kinds count against the provider's circuit; the others say that it is well. */
  enum Kind {
    REFUSED(FailureTypes.REFUSED, false),
    PERMANENT(FailureTypes.PERMANENT, false),
    /** 429, or the same key is still being worked on: later, but nothing is wrong. */
    BUSY(FailureTypes.TRANSIENT, false),
    TRANSIENT(FailureTypes.TRANSIENT, true),
    UNKNOWN(FailureTypes.UNKNOWN, true);

    private final String type;
    private final boolean ailing;

    Kind(String type, boolean ailing) {
      this.type = type;
      this.ailing = ailing;
    }

    boolean ailing() {
      return ailing;
    }
  }
}
