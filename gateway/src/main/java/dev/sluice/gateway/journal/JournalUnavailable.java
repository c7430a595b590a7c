package dev.sluice.gateway.journal;

import java.time.Duration;

/** The journal could not keep or read something now. Nothing was kept; trying again is safe. */
public final class JournalUnavailable extends RuntimeException {

  public enum Cause {
    /** More is waiting to be written than fits the queue. */
    overloaded,
    /** More work waits for the engine than may. */
    backlog,
    /** The disk is full or the file cannot be read or written. */
    storage,
    /** The process is stopping. */
    closed
  }

  private final Cause reason;

  JournalUnavailable(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  JournalUnavailable(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }

  /** What to tell a caller who wants to try again. */
  public Duration retryAfter() {
    return switch (reason) {
      case overloaded -> Duration.ofSeconds(1);
      case storage, closed -> Duration.ofSeconds(5);
      case backlog -> Duration.ofSeconds(30);
    };
  }
}
