package dev.sluice.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** How far a signed time may be from ours, in both directions. */
record Freshness(Duration tolerance) {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

  /** Seconds since 1970, digits only. */
  static boolean isReadable(String seconds) {
    return SECONDS.matcher(seconds).matches();
  }

  Optional<Refusal> refusal(String seconds, Instant now) {
    Instant signed = Instant.ofEpochSecond(Long.parseLong(seconds));
    // Senders write whole seconds, so that the fraction of ours says nothing.
    Instant here = Instant.ofEpochSecond(now.getEpochSecond());
    if (signed.isBefore(here.minus(tolerance))) {
      return Optional.of(Refusal.tooOld);
    }
    return signed.isAfter(here.plus(tolerance)) ? Optional.of(Refusal.tooNew) : Optional.empty();
  }
}
