package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.StoredEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of events. {@code backTo} is how far the search came, where it did not come to an end;
 * {@code poll} is where to ask for what is new, absent on a page that stands still; {@code
 * switchLive} leads to the other kind.
 */
record EventsView(
    Frame frame,
    Form form,
    List<StoredEvent> events,
    @Nullable Instant backTo,
    @Nullable String older,
    @Nullable String poll,
    @Nullable String switchLive) {

  static final List<String> PERIODS = List.of("15m", "1h", "24h", "7d");

  private static final List<String> MORE =
      List.of("route", "id", "subject", "correlation", "since", "until");

  boolean isNarrow() {
    return form.hasAnyOf(MORE);
  }
}
