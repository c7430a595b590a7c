package dev.sluice.gateway.edge;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Prefer: wait=N} of RFC 7240. What is not understood is ignored, as the RFC says. */
final class Prefer {

  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:;.*)?");

  private Prefer() {}

  /** How long to wait, never longer than {@link #LONGEST}. The first one counts. */
  static Optional<Duration> toWait(List<String> headers) {
    for (String header : headers) {
      for (String preference : header.split(",", -1)) {
        Matcher wait = WAIT.matcher(preference.strip().toLowerCase(Locale.ROOT));
        if (wait.matches()) {
          Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
          return Optional.of(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
        }
      }
    }
    return Optional.empty();
  }
}
