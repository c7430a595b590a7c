package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.Leaf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events on their way into their table, many with one statement: an event takes half as long then
 * as with a statement of its own. For one connection, which closes the statements, and the writer's
 * thread.
 */
final class EventInserts {

  private record Row(long seq, Appending.Prepared prepared, int chain, long acceptedAt) {}

  private record Insert(int rows, PreparedStatement statement) {}

  private static final int[] ROWS_AT_ONCE = {25, 5, 1};

  private static final List<String> PLACE =
      List.of("seq", "identity", "accepted_at", "chain", "filtered");

  private static final int COLUMNS = PLACE.size() + Leaf.COLUMNS.size();

  private final List<Insert> inserts = new ArrayList<>();
  private final List<Row> waiting = new ArrayList<>();

  EventInserts(Connection connection) throws SQLException {
    String row = ", (" + "?, ".repeat(COLUMNS - 1) + "?)";
    for (int rows : ROWS_AT_ONCE) {
      String sql =
          "INSERT INTO events (%s, %s) VALUES %s"
              .formatted(
                  String.join(", ", PLACE),
                  String.join(", ", Leaf.COLUMNS),
                  row.repeat(rows).substring(2));
      inserts.add(new Insert(rows, connection.prepareStatement(sql)));
    }
  }

  /** What waited before was of a transaction that failed. */
  void begin() {
    waiting.clear();
  }

  void add(long seq, Appending.Prepared prepared, int chain, long acceptedAt) {
    waiting.add(new Row(seq, prepared, chain, acceptedAt));
  }

  /** From now on all of them can be read. */
  void flush() throws SQLException {
    if (waiting.isEmpty()) {
      return;
    }
    List<Row> rows = List.copyOf(waiting);
    waiting.clear();
    int done = 0;
    for (Insert insert : inserts) {
      while (rows.size() - done >= insert.rows()) {
        write(insert.statement(), rows.subList(done, done + insert.rows()));
        done += insert.rows();
      }
    }
  }

  private static void write(PreparedStatement to, List<Row> rows) throws SQLException {
    int first = 1;
    for (Row row : rows) {
      to.setLong(first, row.seq());
      to.setBytes(first + 1, row.prepared().identity().bytes());
      to.setLong(first + 2, row.acceptedAt());
      to.setInt(first + 3, row.chain());
      to.setString(first + 4, row.prepared().filtered());
      row.prepared().leaf().bind(to, first + PLACE.size());
      first += COLUMNS;
    }
    try {
      to.executeUpdate();
    } finally {
      if (rows.size() > 1) {
        // Else the last of them stay in memory, and they may be large.
        to.clearParameters();
      }
    }
  }
}
