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
  private static final Duration NEVER_ASKED_FOR = Duration.ofMinutes(1);

  public static final FollowPace DEFAULT =
      new FollowPace(Duration.ofSeconds(1), Duration.ofMinutes(1));

  public FollowPace {
    if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("a pace goes from a positive duration to a longer one");
    }
  }

  /** From one look to the next. */
  Duration nextLook(Duration sinceChange) {
    return shorter(longer(sinceChange.dividedBy(SHARE_OF_WAIT), first), longest);
  }

  /**
   * From one heartbeat to the next, however rarely anybody looks: a lost one is made up for in
   * time. A zero {@code heartbeatTimeout} is none.
   */
  static Duration nextBeat(Duration heartbeatTimeout) {
    return heartbeatTimeout.isZero()
        ? NEVER_ASKED_FOR
        : heartbeatTimeout.dividedBy(BEATS_PER_TIMEOUT);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
