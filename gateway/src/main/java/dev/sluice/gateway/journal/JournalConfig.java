package dev.sluice.gateway.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * @param data the folder of the key for content hashes
 * @param identityWindow how long an event's identity and a workflow id stay claimed
 */
public record JournalConfig(Path data, Clock clock, Duration identityWindow) {

  public static final Duration DEFAULT_IDENTITY_WINDOW = Duration.ofDays(30);
}
