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

  /** Three quarters of the places of 12 MB: the more, the fewer pages are written for each. */
  private static final int MOST = 393_216;

  /** So many go into the table with one statement. */
  private static final int ROWS = 32;

  private static final long UNKNOWN = -1;

  private static final String INSERT =
      "INSERT OR REPLACE INTO identities (identity, seq) VALUES (?, ?)";

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
    on.lastSeq = seq;
    on.added++;
  }

  /** The place of the next event: one after the last that is not undone. */
  long nextSeq() throws SQLException {
    return current().nextSeq();
  }

  /** Something was rolled back. */
  void undone() {
    current().lastSeq = UNKNOWN;
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
    private final PreparedStatement insertMany;
    private final PreparedStatement oldest;
    private final int[] places = new int[ROWS];
    private IdentityTable recent = new IdentityTable();
    private @Nullable IdentityTable merging;
    private int place;
    private long upTo;
    private int added;
    private long lastSeq = UNKNOWN;
    private boolean isAnyInTable;

    OnConnection(Connection connection) throws SQLException {
      this.connection = connection;
      find = connection.prepareStatement("SELECT seq FROM identities WHERE identity = ?");
      insert = connection.prepareStatement(INSERT);
      insertMany = connection.prepareStatement(INSERT + ", (?, ?)".repeat(ROWS - 1));
      oldest = connection.prepareStatement("SELECT coalesce(min(seq), 0) FROM events");
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
      int end = place + Math.max(2 * ROWS, 2 * added);
      long kept = oldest();
      int full = 0;
      while (place < from.places() && (place < end || full > 0)) {
        if (from.seqAt(place) >= kept) {
          places[full++] = place;
        }
        place++;
        if (full == ROWS) {
          insert(insertMany, from, full);
          full = 0;
        }
      }
      for (int i = 0; i < full; i++) {
        places[0] = places[i];
        insert(insert, from, 1);
      }
      if (place == from.places()) {
        RunRows.update(connection, "UPDATE identities_up_to SET seq = ?", upTo);
        merging = null;
      }
    }

    private void insert(PreparedStatement statement, IdentityTable from, int rows)
        throws SQLException {
      for (int i = 0; i < rows; i++) {
        statement.setBytes(2 * i + 1, from.identityAt(places[i]));
        statement.setLong(2 * i + 2, from.seqAt(places[i]));
      }
      statement.executeUpdate();
      isAnyInTable = true;
    }

    /** What retention has deleted since needs no entry. */
    private long oldest() throws SQLException {
      try (ResultSet row = oldest.executeQuery()) {
        row.next();
        return Math.max(1, row.getLong(1));
      }
    }

    long nextSeq() throws SQLException {
      if (lastSeq == UNKNOWN) {
        lastSeq = number("SELECT max(seq) FROM events");
      }
      return lastSeq + 1;
    }

    private long number(String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
