package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The pages that search the journal take turns, few at once: it has few readers, and the dispatcher
 * needs some of them, however many pages are open. Few wait, since each holds a thread that intake
 * needs. Safe for many threads.
 */
final class Turns {

  private static final long PATIENCE_MILLIS = 3_000;
  static final int MOST_WAITING = 8;

  private final Semaphore free;
  private final Semaphore places = new Semaphore(MOST_WAITING);

  Turns(int atOnce) {
    this.free = new Semaphore(atOnce, true);
  }

  /**
   * @throws Problem when others take long, and at once when many wait
   */
  <T> T take(Supplier<T> search) {
    if (!isMine(0) && !isMineInTime()) {
      throw Problem.of(
              503,
              "journal-unavailable",
              "Try again later",
              "Others search the journal now, and it takes long. Load this page again in a moment.")
          .withHeader("Retry-After", "3");
    }
    return run(search);
  }

  /** Nothing when others search: for who asks again by itself. */
  <T> Optional<T> tryTake(Supplier<T> search) {
    return isMine(0) ? Optional.of(run(search)) : Optional.empty();
  }

  private <T> T run(Supplier<T> search) {
    try {
      return search.get();
    } finally {
      free.release();
    }
  }

  int waiting() {
    return MOST_WAITING - places.availablePermits();
  }

  private boolean isMineInTime() {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return isMine(PATIENCE_MILLIS);
    } finally {
      places.release();
    }
  }

  private boolean isMine(long patienceMillis) {
    try {
      return free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
