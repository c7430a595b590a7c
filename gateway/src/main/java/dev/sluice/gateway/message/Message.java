package dev.sluice.gateway.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as whoever operates sees it.
 *
 * @param error why the last try failed, or why it was not sent
 * @param nextAt when it is tried next, while it waits
 */
public record Message(
    long seq,
    MessageKey key,
    State state,
    int attempts,
    @Nullable String error,
    Instant dueAt,
    @Nullable Instant nextAt,
    Instant changedAt) {

  public enum State {
    waiting,
    sent,
    /** Nobody needs it any more: the question has moved on, or was answered. */
    dropped,
    /** It was tried for so long that nobody would understand it any more. */
    failed
  }
}
