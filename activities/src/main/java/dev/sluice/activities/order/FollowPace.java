package dev.sluice.activities.order;

import java.time.Duration;

/**
 * How often a parcel is looked at: {@code first} when something just happened, less often the
 * longer nothing does, at most {@code longest} apart. So a fresh order is prompt, and a thousand
 * parcels that wait for days cost little.
 */
public record FollowPace(Duration first, Duration longest) {

  private static final int SHARE_OF_WAIT = 60;
  private static final int BEATS_PER_TIMEOUT = 3;

  public static final FollowPace DEFAULT =
      new FollowPace(Duration.ofSeconds(1), Duration.ofSeconds(30));

  public FollowPace {
    if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("a pace goes from a positive duration to a longer one");
    }
  }

  /** Never so long that a heartbeat is missed. A zero {@code heartbeatTimeout} is none. */
  Duration next(Duration sinceChange, Duration heartbeatTimeout) {
    Duration wanted = sinceChange.dividedBy(SHARE_OF_WAIT);
    Duration most =
        heartbeatTimeout.isZero()
            ? longest
            : shorter(longest, heartbeatTimeout.dividedBy(BEATS_PER_TIMEOUT));
    return shorter(longer(wanted, first), most);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
