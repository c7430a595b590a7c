package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import java.util.List;
import java.util.UUID;

/** What became of an {@link Entry}; when it is there, it is on disk. */
public sealed interface Appended {

  /** The event is new and kept. */
  record Kept(Event event, List<Verdict> verdicts) implements Appended {}

  /** The same identity and content came before: here is the first, with its verdicts. */
  record Duplicate(StoredEvent first) implements Appended {}

  /** The same identity came before with other content. */
  record Conflict(UUID firstEid, String detail) implements Appended {}
}
