package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.Redrives.Redrive;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a bulk redrive lies in its row, and what its letters' rows say of it. */
final class RedriveRows {

  private RedriveRows() {}

  /** Nothing, when there is one of this id. What dies from now on is not its own. */
  static void insert(
      Connection connection, String id, Filter filter, int rate, String by, Instant now)
      throws SQLException {
    Instant until = filter.until();
    RunRows.update(
        connection,
        """
        INSERT INTO redrives (id, reason, route, type, since, until, rate, by, created_at)
        VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING""",
        id,
        filter.reason(),
        filter.route(),
        filter.type(),
        filter.since() == null ? null : filter.since().toEpochMilli(),
        (until == null || until.isAfter(now) ? now : until).toEpochMilli(),
        rate,
        by,
        now.toEpochMilli());
  }

  static void isPast(Connection connection, String id, Place place) throws SQLException {
    RunRows.update(
        connection, "UPDATE redrives SET seq = ?, n = ? WHERE id = ?", place.seq(), place.n(), id);
  }

  static Optional<Redrive> find(Connection connection, String id) throws SQLException {
    return read(connection, "SELECT * FROM redrives WHERE id = ?", id).stream().findFirst();
  }

  static List<Redrive> open(Connection connection) throws SQLException {
    return read(
        connection, "SELECT * FROM redrives WHERE ended_at IS NULL ORDER BY created_at", null);
  }

  /** How many letters had which answer, by its first word. */
  static Map<String, Long> done(Connection connection, String id) throws SQLException {
    return counts(
        connection,
        """
        SELECT CASE WHEN note LIKE '%:%' THEN substr(note, 1, instr(note, ':') - 1) ELSE note END,
          count(*) FROM dead_letter_acts WHERE redrive = ? GROUP BY 1""",
        id);
  }

  static Map<String, Long> verdicts(Connection connection, String id) throws SQLException {
    return counts(
        connection,
        """
        SELECT v.kind, count(*) FROM dead_letter_acts a
          JOIN verdicts v ON v.seq = a.seq AND v.n = a.n WHERE a.redrive = ? GROUP BY v.kind""",
        id);
  }

  private static Map<String, Long> counts(Connection connection, String sql, String id)
      throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counts.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return counts;
  }

  private static List<Redrive> read(Connection connection, String sql, @Nullable String id)
      throws SQLException {
    List<Redrive> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (id != null) {
        statement.setString(1, id);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(redrive(row));
        }
      }
    }
    return found;
  }

  private static Redrive redrive(ResultSet row) throws SQLException {
    Filter filter =
        new Filter(
            row.getString("reason"),
            row.getString("route"),
            row.getString("type"),
            Rows.optionalInstant(row, "since"),
            Rows.instant(row.getLong("until")));
    return new Redrive(
        row.getString("id"),
        filter,
        row.getInt("rate"),
        row.getString("by"),
        Rows.instant(row.getLong("created_at")),
        Rows.optionalInstant(row, "ended_at"),
        new Place(row.getLong("seq"), row.getInt("n")));
  }
}
