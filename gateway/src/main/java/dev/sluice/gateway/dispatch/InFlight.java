package dev.sluice.gateway.dispatch;

/**
 * How many acts may be under way at once: one more after each round in which all places were used
 * and the engine was quick, a quarter fewer when it was busy or slow, at most once a second. Not
 * safe for many threads: the lock of {@link Lanes} guards it.
 */
final class InFlight {

  static final int MOST = 64;

  private static final int FIRST = 16;
  private static final int LEAST = 4;
  private static final long SLOW = 1_000_000_000L;
  private static final long BETWEEN_CUTS = 1_000_000_000L;

  private int limit = FIRST;
  private int underWay;
  private int quick;
  private boolean wasCut;
  private long cutAt;

  int limit() {
    return limit;
  }

  int underWay() {
    return underWay;
  }

  boolean hasRoom() {
    return underWay < limit;
  }

  void begin() {
    underWay++;
  }

  /** An act came through, {@code begun} and {@code now} in nanoseconds. */
  void worked(long begun, long now) {
    boolean full = !hasRoom();
    underWay--;
    if (now - begun > SLOW) {
      cut(now);
    } else if (full && ++quick >= limit) {
      quick = 0;
      limit = Math.min(MOST, limit + 1);
    }
  }

  /** The engine could not take it. */
  void failed(long now) {
    underWay--;
    cut(now);
  }

  /** It waits for something else than the engine. */
  void waited() {
    underWay--;
  }

  private void cut(long now) {
    quick = 0;
    if (!wasCut || now - cutAt > BETWEEN_CUTS) {
      wasCut = true;
      cutAt = now;
      limit = Math.max(LEAST, limit * 3 / 4);
    }
  }
}
