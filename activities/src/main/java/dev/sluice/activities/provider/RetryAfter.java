package dev.sluice.activities.provider;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9110 {@code Retry-After}: seconds or an HTTP date. Bounded, so that a provider's mistake
 * parks no order for a week. What cannot be read, or is past, says nothing.
 */
final class RetryAfter {

  private RetryAfter() {}

  static Optional<Duration> parse(@Nullable String header, Clock clock, Duration longest) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    return wait(header.trim(), clock.instant())
        .filter(wait -> !wait.isNegative() && !wait.isZero())
        .map(wait -> wait.compareTo(longest) > 0 ? longest : wait);
  }

  private static Optional<Duration> wait(String header, Instant now) {
    if (header.chars().allMatch(c -> c >= '0' && c <= '9')) {
      // More digits than this are more seconds than any bound.
      return Optional.of(
          Duration.ofSeconds(header.length() > 9 ? 999_999_999L : Long.parseLong(header)));
    }
    try {
      return Optional.of(
          Duration.between(
              now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
