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

  static EventQuery ofCorrelation(String correlation, int limit) {
    return new EventQuery(null, null, null, null, correlation, null, null, null, null, limit, null);
  }

  /** Whether this event is one of them, as far as what it says itself and when it came tell. */
  public boolean fits(StoredEvent stored) {
    var event = stored.event();
    return isAny(source, event.source())
        && isAny(id, event.id())
        && isAny(subject, event.subject())
        && isAny(correlation, event.correlationId())
        && (since == null || !stored.acceptedAt().isBefore(since))
        && (until == null || !stored.acceptedAt().isAfter(until));
  }

  private static boolean isAny(@Nullable String asked, @Nullable String value) {
    return asked == null || asked.equals(value);
  }
}
