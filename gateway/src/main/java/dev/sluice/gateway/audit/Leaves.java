package dev.sluice.gateway.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hashes of all events in the journal's order, of those too that were forgotten. */
final class Leaves implements AutoCloseable {

  /** What a leaf is made from. */
  static final String EVENTS =
      "SELECT seq, NULL AS leaf, accepted_at, chain, "
          + String.join(", ", Leaf.COLUMNS)
          + " FROM events";

  private static final String TOMBSTONES =
      "SELECT seq, leaf, 0, 0" + ", NULL".repeat(Leaf.COLUMNS.size()) + " FROM tombstones";

  private static final long NONE = Long.MAX_VALUE;

  private final Statement statement;
  private @Nullable ResultSet rows;
  private long beginning;
  private long seq = NONE;
  private Digest leaf = new Digest(new byte[0]);
  private long events;
  private long forgotten;

  Leaves(Connection journal) throws SQLException {
    this.statement = journal.createStatement();
  }

  /** Begins behind this place. */
  void skipTo(long lastSeq) throws SQLException {
    beginning = lastSeq;
    String after = " WHERE seq > " + lastSeq;
    rows =
        statement.executeQuery(EVENTS + after + " UNION ALL " + TOMBSTONES + after + " ORDER BY 1");
    next();
  }

  long beginning() {
    return beginning;
  }

  /** The present one's place; beyond all places at the end. */
  long seq() {
    return seq;
  }

  Digest leaf() {
    return leaf;
  }

  long events() {
    return events;
  }

  long forgotten() {
    return forgotten;
  }

  void next() throws SQLException {
    ResultSet row = rows;
    if (row == null || !row.next()) {
      seq = NONE;
      return;
    }
    seq = row.getLong(1);
    byte[] kept = row.getBytes(2);
    if (kept != null) {
      leaf = new Digest(kept);
      forgotten++;
      return;
    }
    leaf = leaf(row);
    events++;
  }

  static Digest leaf(ResultSet row) throws SQLException {
    return Leaf.read(row, 5).at(new Hash(), row.getLong(1), row.getLong(3), row.getInt(4));
  }

  /** What no commit of the chain had. */
  List<Long> rest() throws SQLException {
    List<Long> rest = new ArrayList<>();
    while (seq != NONE && rest.size() < 100) {
      rest.add(seq);
      next();
    }
    return rest;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
