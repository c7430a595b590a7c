package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import java.time.Instant;
import java.util.List;

/** An event of the journal. The order of events is {@code seq}. */
public record StoredEvent(long seq, Instant acceptedAt, Event event, List<Verdict> verdicts) {}
