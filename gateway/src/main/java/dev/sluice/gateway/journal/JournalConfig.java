package dev.sluice.gateway.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * @param data the folder of the key for content hashes
 * @param identityWindow how long an event's identity and a workflow id stay claimed
 * @param backlog how much work may wait for the engine; the least urgent is refused first
 */
public record JournalConfig(Path data, Clock clock, Duration identityWindow, long backlog) {

  public static final long DEFAULT_BACKLOG = 1_000_000;

  public JournalConfig(Path data, Clock clock, Duration identityWindow) {
    this(data, clock, identityWindow, DEFAULT_BACKLOG);
  }

  public static final Duration DEFAULT_IDENTITY_WINDOW = Duration.ofDays(30);
}
