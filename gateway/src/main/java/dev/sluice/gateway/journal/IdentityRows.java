package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The table {@code identities}, on one connection, which closes the statements. */
final class IdentityRows {

  interface Seen {
    void identity(byte[] identity, long seq);
  }

  interface SeenAlone {
    void identity(byte[] identity);
  }

  /** So many go into the table with one statement. */
  private static final int AT_ONCE = 32;

  private static final int READ_AT_ONCE = 1_000;

  private static final String INSERT =
      "INSERT OR REPLACE INTO identities (identity, seq) VALUES (?, ?)";

  private final Connection connection;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement insertMany;
  private final PreparedStatement oldest;
  private final PreparedStatement newest;
  private final int[] places = new int[AT_ONCE];

  IdentityRows(Connection connection) throws SQLException {
    this.connection = connection;
    find = connection.prepareStatement("SELECT seq FROM identities WHERE identity = ?");
    insert = connection.prepareStatement(INSERT);
    insertMany = connection.prepareStatement(INSERT + ", (?, ?)".repeat(AT_ONCE - 1));
    oldest = connection.prepareStatement("SELECT coalesce(min(seq), 0) FROM events");
    newest = connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM events");
  }

  long seqOf(byte[] identity) throws SQLException {
    find.setBytes(1, identity);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? row.getLong(1) : IdentityTable.NONE;
    }
  }

  long lastSeq() throws SQLException {
    return number(newest);
  }

  /** Of the events that came after those that are in the table. */
  void eachSinceMerge(Seen seen) throws SQLException {
    String sql =
        """
        SELECT identity, seq FROM events
        WHERE seq > (SELECT seq FROM identities_up_to) AND identity IS NOT NULL ORDER BY seq""";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        seen.identity(row.getBytes(1), row.getLong(2));
      }
    }
  }

  /**
   * Some of the table's, in their order.
   *
   * @return the last of them; null when no more can follow
   */
  byte @Nullable [] eachAfter(byte[] last, SeenAlone seen) throws SQLException {
    String sql = "SELECT identity FROM identities WHERE identity > ? ORDER BY identity LIMIT ?";
    byte @Nullable [] end = null;
    int read = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, last);
      statement.setInt(2, READ_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          end = row.getBytes(1);
          seen.identity(end);
          read++;
        }
      }
    }
    return read < READ_AT_ONCE ? null : end;
  }

  /**
   * From one place up to the other, or a little further.
   *
   * @return the place where the next are
   */
  int insert(IdentityTable from, int begin, int end) throws SQLException {
    // What retention has deleted since needs no entry.
    long kept = Math.max(1, number(oldest));
    int place = begin;
    int full = 0;
    while (place < from.places() && (place < end || full > 0)) {
      if (from.seqAt(place) >= kept) {
        places[full++] = place;
      }
      place++;
      if (full == AT_ONCE) {
        insert(insertMany, from, 0, full);
        full = 0;
      }
    }
    for (int i = 0; i < full; i++) {
      insert(insert, from, i, 1);
    }
    return place;
  }

  private void insert(PreparedStatement statement, IdentityTable from, int first, int rows)
      throws SQLException {
    for (int i = 0; i < rows; i++) {
      statement.setBytes(2 * i + 1, from.identityAt(places[first + i]));
      statement.setLong(2 * i + 2, from.seqAt(places[first + i]));
    }
    statement.executeUpdate();
  }

  void mergedUpTo(long seq) throws SQLException {
    RunRows.update(connection, "UPDATE identities_up_to SET seq = ?", seq);
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
