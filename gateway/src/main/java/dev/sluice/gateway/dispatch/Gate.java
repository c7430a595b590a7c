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

  /** What was told of the engine last: its fault's kind, or nothing while it is well. */
  private Fault.@Nullable Kind told;

  private boolean onlyWorkProves;
  private int failures;

  boolean isOpen() {
    return fault == null;
  }

  @Nullable Fault fault() {
    return fault;
  }

  /** Whether that is news. A check sees less than a start needs: what only work met, stays told. */
  boolean shut(Fault newFault, boolean byWork) {
    boolean news = told != newFault.kind();
    fault = newFault;
    told = newFault.kind();
    onlyWorkProves = byWork && newFault.kind() == Fault.Kind.misconfigured;
    failures++;
    return news;
  }

  /** Whether the engine is known to be well now; if not, the work that goes through shows it. */
  boolean open() {
    fault = null;
    if (!onlyWorkProves) {
      told = null;
    }
    return told == null;
  }

  /** Whether it is news that the engine is well. */
  boolean worked() {
    failures = 0;
    if (fault != null || told == null) {
      return false;
    }
    told = null;
    return true;
  }

  Duration pause() {
    long millis = Math.min(FIRST.toMillis() << Math.min(failures, 10), LONGEST.toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
