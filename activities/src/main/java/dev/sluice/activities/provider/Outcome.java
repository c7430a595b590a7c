package dev.sluice.activities.provider;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Refusal;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a call came to. */
sealed interface Outcome<T> {

  record Success<T>(T value) implements Outcome<T> {}

  /** {@code retryAfter} is how long the provider asked to be left alone. */
  record Failure<T>(
      Kind kind, String message, @Nullable Refusal refusal, @Nullable Duration retryAfter)
      implements Outcome<T> {

    static <T> Failure<T> of(Kind kind, String message) {
      return new Failure<>(kind, message, null, null);
    }

    /**
     * As Temporal knows it. It has no stack trace: it is an answer, not a fault of code, and is
     * kept in the run's history. A refusal is nothing to warn an operator of.
     */
    ApplicationFailure toApplicationFailure() {
      ApplicationFailure.Builder builder =
          ApplicationFailure.newBuilder()
              .setMessage(message)
              .setType(kind.type)
              .setNonRetryable(kind == Kind.REFUSED || kind == Kind.PERMANENT)
              .setCategory(
                  kind == Kind.REFUSED
                      ? ApplicationErrorCategory.BENIGN
                      : ApplicationErrorCategory.UNSPECIFIED);
      if (refusal != null) {
        builder.setDetails(refusal);
      }
      if (retryAfter != null) {
        builder.setNextRetryDelay(retryAfter);
      }
      ApplicationFailure failure = builder.build();
      failure.setStackTrace(new StackTraceElement[0]);
      return failure;
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
