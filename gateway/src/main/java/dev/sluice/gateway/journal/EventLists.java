package dev.sluice.gateway.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    return search(query, floor, false, atMost);
  }

  /**
   * The same.
   *
   * @param wasCut the search before came to {@code floor} and no further, since its time was over
   */
  public Found search(EventQuery query, long floor, boolean wasCut, Duration atMost) {
    return database.read(
        connection ->
            new EventSearch(query, waits).brief(connection, floor, wasCut, atMost, nanos));
  }

  /** The oldest events of one correlation, oldest first; with a {@code next} if there are more. */
  public Page<StoredEvent> correlated(String correlation, int atMost) {
    return database.read(
        rows -> EventSearch.correlated(rows, Rows.BRIEF, correlation, atMost, waits));
  }

  public Optional<StoredEvent> find(UUID eid) {
    return Optional.ofNullable(find(Set.of(eid)).get(eid));
  }

  /** Those of them that there are, by one reader. */
  public Map<UUID, StoredEvent> find(Set<UUID> eids) {
    String sql = "SELECT " + Rows.BRIEF + " FROM events e WHERE e.eid = ?";
    return database.read(
        connection -> {
          Map<UUID, StoredEvent> found = new HashMap<>();
          try (var statement = connection.prepareStatement(sql)) {
            for (UUID eid : eids) {
              statement.setBytes(1, Rows.bytes(eid));
              try (var row = statement.executeQuery()) {
                if (row.next()) {
                  found.put(eid, Rows.stored(connection, row, waits));
                }
              }
            }
          }
          return found;
        });
  }
}
