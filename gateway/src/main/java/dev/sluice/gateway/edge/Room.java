package dev.sluice.gateway.edge;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The memory that bodies may take, all together, while they are waited for: on as many connections
 * as somebody likes. Safe for many threads.
 */
final class Room {

  private final long most;
  private final int mostOfOne;
  private final AtomicLong taken = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  /**
   * @param mostOfOne how much of one body is waited for
   */
  Room(long most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  boolean isTooMuch(int bytesOfOne) {
    return bytesOfOne > mostOfOne;
  }

  /** Whether there is room for so many bytes more, which are then taken. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    refused.increment();
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }

  long refused() {
    return refused.sum();
  }
}
