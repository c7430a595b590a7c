package dev.sluice.gateway.event;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps of RFC 3339, which java.time reads both too widely (no seconds, an offset of hours
 * alone) and too narrowly (a leap second, more than nine digits of a fraction).
 */
public final class Rfc3339 {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,64}))?"
              + "(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");

  private Rfc3339() {}

  /** Empty where the text is no timestamp. Digits below the nanosecond are dropped. */
  public static Optional<Instant> parse(String text) {
    Matcher part = SHAPE.matcher(text);
    if (!part.matches()) {
      return Optional.empty();
    }
    int second = number(part, 6);
    boolean leap = second == 60;
    try {
      Instant local =
          LocalDateTime.of(
                  number(part, 1),
                  number(part, 2),
                  number(part, 3),
                  number(part, 4),
                  number(part, 5),
                  leap ? 59 : second,
                  nanos(part.group(7)))
              .toInstant(ZoneOffset.UTC);
      return offset(part).map(offset -> local.minus(offset).plusSeconds(leap ? 1 : 0));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> offset(Matcher part) {
    if (part.group(8) == null) {
      return Optional.of(Duration.ZERO);
    }
    int hours = number(part, 9);
    int minutes = number(part, 10);
    if (hours > 23 || minutes > 59) {
      return Optional.empty();
    }
    Duration size = Duration.ofMinutes(hours * 60L + minutes);
    return Optional.of(part.group(8).equals("-") ? size.negated() : size);
  }

  private static int nanos(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }

  private static int number(Matcher part, int group) {
    return Integer.parseInt(part.group(group));
  }
}
