package dev.sluice.gateway.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that go through much of the journal: worked out by one at a time, again only after some
 * time, and less often the longer that takes. Who asks all the time costs the journal no more than
 * a bounded share of a core, however long it has grown. Safe for many threads.
 */
final class Seldom<K, V> {

  /** So many times as long as it took, an answer counts. */
  private static final int SHARE = 20;

  /** So many times as long as it is fresh, an answer is better than to wait for another. */
  private static final int STALE = 10;

  private record Kept<V>(V value, Instant freshUntil, Instant goodUntil) {}

  private final Duration fresh;
  private final int most;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ReentrantLock working = new ReentrantLock();
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most so many keys have an answer that is kept: those that were asked for last
   * @param nanos by which it is measured how long an answer takes
   */
  Seldom(Duration fresh, int most, Clock clock, LongSupplier nanos) {
    this.fresh = fresh;
    this.most = most;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** While one works it out, the others get the answer before, where there is one not too old. */
  V read(K key, Supplier<V> work) {
    Kept<V> before = kept(key);
    if (before != null && (isFresh(before) || (isGood(before) && working.isLocked()))) {
      return before.value();
    }
    working.lock();
    try {
      Kept<V> now = kept(key);
      return now != null && isFresh(now) ? now.value() : answer(key, work);
    } finally {
      working.unlock();
    }
  }

  /** The answer before, where there is one not too old. */
  Optional<V> known(K key) {
    return Optional.ofNullable(kept(key)).filter(this::isGood).map(Kept::value);
  }

  /** For who made a change and wants to see it; the others go on with the answer before. */
  V readAnew(K key, Supplier<V> work) {
    working.lock();
    try {
      return answer(key, work);
    } finally {
      working.unlock();
    }
  }

  private V answer(K key, Supplier<V> work) {
    Instant at = clock.instant();
    long begun = nanos.getAsLong();
    V value = work.get();
    Duration cost = Duration.ofNanos(nanos.getAsLong() - begun).multipliedBy(SHARE);
    Duration its = cost.compareTo(fresh) > 0 ? cost : fresh;
    keep(key, new Kept<>(value, at.plus(its), at.plus(its.multipliedBy(STALE))));
    return value;
  }

  private boolean isGood(Kept<V> answer) {
    return answer.goodUntil().isAfter(clock.instant());
  }

  private boolean isFresh(Kept<V> answer) {
    return answer.freshUntil().isAfter(clock.instant());
  }

  private @Nullable Kept<V> kept(K key) {
    synchronized (kept) {
      return kept.get(key);
    }
  }

  private void keep(K key, Kept<V> answer) {
    synchronized (kept) {
      kept.put(key, answer);
      if (kept.size() > most) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }
}
