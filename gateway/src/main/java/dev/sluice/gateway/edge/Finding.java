package dev.sluice.gateway.edge;

import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetters;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Redrives;
import dev.sluice.gateway.journal.Redrives.Redrive;
import dev.sluice.gateway.journal.StoredEvent;
import java.util.Optional;
import java.util.UUID;

/**
 * What an id names, or a problem that says that there is nothing: the same to programs and people.
 */
public final class Finding {

  private Finding() {}

  public static StoredEvent event(Journal journal, String eid) {
    return uuid(eid)
        .flatMap(journal::find)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "no-such-event",
                    "No such event",
                    "There is no event "
                        + eid
                        + ". It may be older than the journal keeps events."));
  }

  public static DeadLetter deadLetter(DeadLetters letters, String id) {
    return DeadLetter.Id.parse(id)
        .flatMap(letters::find)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "no-such-dead-letter",
                    "No such dead letter",
                    "There is no dead letter " + id + ": an id is EID:ROUTE."));
  }

  public static Redrive redrive(Redrives redrives, String id) {
    return redrives
        .find(id)
        .orElseThrow(
            () ->
                Problem.of(
                    404, "no-such-redrive", "No such redrive", "There is no redrive " + id + "."));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
