package dev.sluice.gateway.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often somebody may fail: so many times at once, and then one more every so often. Of the
 * newest {@value #MOST} names it knows how many are left; those that nobody tries fall out first,
 * and at the latest when they have all of theirs again. Safe for many threads.
 */
public final class Tries {

  static final int MOST = 10_000;

  /** A longer name is known by its beginning. */
  private static final int LONGEST = 200;

  private record Left(double tries, Instant at) {}

  private final int atOnce;
  private final Duration each;
  private final Clock clock;
  private final Map<String, Left> byName =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
          return size() > MOST;
        }
      };

  public Tries(int atOnce, Duration each, Clock clock) {
    this.atOnce = atOnce;
    this.each = each;
    this.clock = clock;
  }

  /** Takes one; or says after how long there is another. */
  public synchronized Optional<Duration> take(String anyName) {
    forgetTheRested();
    String name = anyName.substring(0, Math.min(LONGEST, anyName.length()));
    double left = left(name);
    if (left < 1) {
      return Optional.of(Duration.ofMillis((long) Math.ceil((1 - left) * each.toMillis())));
    }
    byName.put(name, new Left(left - 1, clock.instant()));
    return Optional.empty();
  }

  synchronized int size() {
    return byName.size();
  }

  private void forgetTheRested() {
    Instant rested = clock.instant().minus(each.multipliedBy(atOnce));
    Iterator<Left> oldest = byName.values().iterator();
    while (oldest.hasNext() && !oldest.next().at().isAfter(rested)) {
      oldest.remove();
    }
  }

  private double left(String name) {
    Left last = byName.get(name);
    if (last == null) {
      return atOnce;
    }
    double since = Duration.between(last.at(), clock.instant()).toMillis();
    return Math.min(atOnce, last.tries() + Math.max(0, since) / each.toMillis());
  }
}
