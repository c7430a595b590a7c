package dev.sluice.gateway.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Events for those who look through them, without their data. A search takes no longer than it is
 * given, and says how far it came. Safe for many threads.
 */
public final class EventLists {

  /**
   * What a search found, newest first. {@code next} leads on, where there is more or may be; {@code
   * backTo} is how far the search came before its time was over, else absent. All from the seq
   * {@code floor} on is gone through.
   */
  public record Found(
      List<StoredEvent> items, @Nullable String next, @Nullable Instant backTo, long floor) {}

  private final Database database;
  private final Waits waits;
  private final LongSupplier nanos;

  public EventLists(Database database, Waits waits) {
    this(database, waits, System::nanoTime);
  }

  /**
   * @param nanos by which it is measured how long a search takes
   */
  EventLists(Database database, Waits waits, LongSupplier nanos) {
    this.database = database;
    this.waits = waits;
    this.nanos = nanos;
  }

  /**
   * Newest first, no further back than the seq {@code floor}.
   *
   * @throws IllegalArgumentException for a cursor that is not one of ours
   */
  public Found search(EventQuery query, long floor, Duration atMost) {
    return database.read(
        connection -> new EventSearch(query, waits).brief(connection, floor, atMost, nanos));
  }

  /** The oldest events of one correlation, oldest first; with a {@code next} if there are more. */
  public Page<StoredEvent> correlated(String correlation, int atMost) {
    return database.read(
        rows -> EventSearch.correlated(rows, Rows.BRIEF, correlation, atMost, waits));
  }

  public Optional<StoredEvent> find(UUID eid) {
    String sql = "SELECT " + Rows.BRIEF + " FROM events e WHERE e.eid = ?";
    return database.read(
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, Rows.bytes(eid));
            try (var row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(Rows.stored(connection, row, waits))
                  : Optional.empty();
            }
          }
        });
  }
}
