package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An event of the journal. The order of events is {@code seq}. */
public record StoredEvent(long seq, Instant acceptedAt, Event event, List<Verdict> verdicts) {

  /** One that retention has deleted: what {@code repeat} says, and no verdicts. Its seq is 0. */
  public static StoredEvent forgotten(UUID eid, Event repeat) {
    return new StoredEvent(0, Instant.EPOCH, repeat.withEid(eid), List.of());
  }
}
