package dev.sluice.gateway.route;

import java.time.Duration;

/**
 * That a run which failed or timed out goes on by itself: {@code attempts} in all, the first
 * included, each pause {@code factor} times the one before.
 */
public record Retry(int attempts, Duration backoff, double factor) {

  /** Longer than anybody waits, and short enough to count in milliseconds. */
  public static final Duration LONGEST = Duration.ofDays(30);

  public boolean isLeft(int retried) {
    return retried + 1 < attempts;
  }

  /** How long to wait when so many retries were made before. */
  public Duration pause(int retried) {
    double millis = (double) backoff.toMillis() * Math.pow(factor, retried);
    return Duration.ofMillis((long) Math.min(millis, (double) LONGEST.toMillis()));
  }

  /** In words for people. */
  @Override
  public String toString() {
    return "%d attempts in all, the first again after %ss, each pause %s times the one before"
        .formatted(attempts, backoff.toSeconds(), factor);
  }
}
