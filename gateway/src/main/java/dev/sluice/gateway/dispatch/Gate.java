package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One namespace's door to the engine: shut after a fault of the engine, opened by a check that
 * works. While it is shut its lanes wait here. Pauses grow, with jitter, until real work succeeds.
 * Not safe for many threads: the lock of {@link Lanes} guards it.
 */
final class Gate {

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  final Deque<Lane> waiting = new ArrayDeque<>();
  boolean checkPlanned;
  private @Nullable Fault fault;
  private int failures;

  boolean isOpen() {
    return fault == null;
  }

  @Nullable Fault fault() {
    return fault;
  }

  /** Whether it was open, or shut for another reason. */
  boolean shut(Fault newFault) {
    boolean news = fault == null || fault.kind() != newFault.kind();
    fault = newFault;
    failures++;
    return news;
  }

  void open() {
    fault = null;
  }

  /** Only real work shows that the engine is well: a check sees less than a start needs. */
  void worked() {
    failures = 0;
  }

  Duration pause() {
    long millis = Math.min(FIRST.toMillis() << Math.min(failures, 10), LONGEST.toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
