package dev.sluice.gateway.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which events to list, newest first. {@code type} may be a glob. */
public record EventQuery(
    @Nullable String type,
    @Nullable String source,
    @Nullable String id,
    @Nullable String subject,
    @Nullable String correlation,
    Verdict.@Nullable Kind verdict,
    @Nullable String route,
    @Nullable Instant since,
    @Nullable Instant until,
    int limit,
    @Nullable String cursor) {

  static EventQuery ofCorrelation(String correlation) {
    return new EventQuery(null, null, null, null, correlation, null, null, null, null, 1, null);
  }
}
