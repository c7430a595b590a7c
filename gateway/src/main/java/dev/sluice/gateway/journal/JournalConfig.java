package dev.sluice.gateway.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a reload of the configuration may change is asked for each time.
 *
 * @param data the folder of the key for content hashes
 * @param window how long an event's identity and a workflow id stay claimed
 * @param most how much work may wait for the engine; the least urgent is refused first
 */
public record JournalConfig(Path data, Clock clock, Supplier<Duration> window, LongSupplier most) {

  public static final long DEFAULT_BACKLOG = 1_000_000;
  public static final Duration DEFAULT_IDENTITY_WINDOW = Duration.ofDays(30);

  public JournalConfig(Path data, Clock clock, Duration identityWindow) {
    this(data, clock, identityWindow, DEFAULT_BACKLOG);
  }

  public JournalConfig(Path data, Clock clock, Duration identityWindow, long backlog) {
    this(data, clock, () -> identityWindow, () -> backlog);
  }

  Duration identityWindow() {
    return window.get();
  }

  long backlog() {
    return most.getAsLong();
  }
}
