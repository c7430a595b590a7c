package dev.sluice.cli.dev;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long the start took since the JVM's own, part by part. */
final class StartUp {

  // Not the process's start: that is the launcher's, which may have built first.
  private final Instant began =
      Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  private final List<String> parts = new ArrayList<>();
  private Instant last = began;

  /** What has started since the last call. */
  void has(String part) {
    var now = Instant.now();
    parts.add("%s %.1f".formatted(part, seconds(last, now)));
    last = now;
  }

  @Override
  public String toString() {
    return "%.1f s (%s)".formatted(seconds(began, last), String.join(", ", parts));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
