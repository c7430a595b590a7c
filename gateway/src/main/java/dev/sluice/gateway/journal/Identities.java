package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Which event may have an identity. Those of the latest events are in memory, and are read from the
 * events again after a restart; when there are many, they go into the table {@code identities},
 * some with each commit, in the order of their bytes. What it says is a hint, to be looked up in
 * the event: what a transaction left here that was undone is not true. For the writer's thread
 * only.
 */
final class Identities {

  /** As many as fill three quarters of a table of 3 MB. */
  private static final int MOST = 98_304;

  private final int most;
  private @Nullable OnConnection current;

  Identities() {
    this(MOST);
  }

  /**
   * @param most of the latest events, before they go into the table
   */
  Identities(int most) {
    this.most = most;
  }

  /** On a connection that is new: what is committed is all that counts. */
  void load(Connection connection) throws SQLException {
    current = new OnConnection(connection);
  }

  long seqOf(byte[] identity) throws SQLException {
    return current().seqOf(identity);
  }

  void put(byte[] identity, long seq) {
    OnConnection on = current();
    on.recent.put(identity, seq);
    on.added++;
  }

  /** The last before a commit: takes some of what is in memory into the table. */
  void merge() throws SQLException {
    current().merge(most);
  }

  private OnConnection current() {
    OnConnection on = current;
    if (on == null) {
      throw new IllegalStateException("No connection is open");
    }
    return on;
  }

  private static final class OnConnection {

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private IdentityTable recent = new IdentityTable();
    private @Nullable IdentityTable merging;
    private int place;
    private long upTo;
    private int added;
    private boolean isAnyInTable;

    OnConnection(Connection connection) throws SQLException {
      this.connection = connection;
      find = connection.prepareStatement("SELECT seq FROM identities WHERE identity = ?");
      insert =
          connection.prepareStatement(
              "INSERT OR REPLACE INTO identities (identity, seq) VALUES (?, ?)");
      isAnyInTable = number("SELECT EXISTS (SELECT 1 FROM identities)") == 1;
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT identity, seq FROM events
                  WHERE seq > (SELECT seq FROM identities_up_to) AND identity IS NOT NULL
                  ORDER BY seq""")) {
        while (row.next()) {
          recent.put(row.getBytes(1), row.getLong(2));
        }
      }
    }

    long seqOf(byte[] identity) throws SQLException {
      long seq = recent.get(identity);
      if (seq == IdentityTable.NONE && merging != null) {
        seq = merging.get(identity);
      }
      if (seq == IdentityTable.NONE && isAnyInTable) {
        find.setBytes(1, identity);
        try (ResultSet row = find.executeQuery()) {
          return row.next() ? row.getLong(1) : IdentityTable.NONE;
        }
      }
      return seq;
    }

    void merge(int most) throws SQLException {
      if (merging == null && recent.size() >= most) {
        merging = recent;
        recent = new IdentityTable();
        place = 0;
        // All of them up to here are in that table of the memory, or in the file.
        upTo = number("SELECT max(seq) FROM events");
      }
      if (merging != null) {
        merge(merging);
      }
      added = 0;
    }

    /** Twice as fast as new ones come, so that the memory has room for these. */
    private void merge(IdentityTable from) throws SQLException {
      int end = Math.min(from.places(), place + Math.max(64, 2 * added));
      for (; place < end; place++) {
        if (from.seqAt(place) != IdentityTable.NONE) {
          insert.setBytes(1, from.identityAt(place));
          insert.setLong(2, from.seqAt(place));
          insert.executeUpdate();
          isAnyInTable = true;
        }
      }
      if (place == from.places()) {
        RunRows.update(connection, "UPDATE identities_up_to SET seq = ?", upTo);
        merging = null;
      }
    }

    private long number(String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
