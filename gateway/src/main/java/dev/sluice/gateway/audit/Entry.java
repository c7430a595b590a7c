package dev.sluice.gateway.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One row of the chain.
 *
 * @param digest over the leaves from {@code firstSeq} to {@code lastSeq}, or over those of them
 *     that were forgotten
 * @param head over this row and the head before it
 */
record Entry(long n, Kind kind, long firstSeq, long lastSeq, Digest digest, Digest head) {

  enum Kind {
    /** Where the chain begins: what came before is not looked at. */
    anchor,
    kept,
    forgotten
  }

  static final String COLUMNS = "n, kind, first_seq, last_seq, digest, head";

  static Entry after(Entry before, Kind kind, long firstSeq, long lastSeq, Digest digest) {
    long n = before.n + 1;
    return new Entry(
        n, kind, firstSeq, lastSeq, digest, head(before, n, kind, firstSeq, lastSeq, digest));
  }

  /** What its head must be when it follows that one. */
  Digest headAfter(Entry before) {
    return head(before, n, kind, firstSeq, lastSeq, digest);
  }

  static Entry read(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        Kind.valueOf(row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        new Digest(row.getBytes(5)),
        new Digest(row.getBytes(6)));
  }

  static Entry last(Connection connection) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM audit_chain ORDER BY n DESC LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("The audit chain has lost its beginning");
      }
      return read(row);
    }
  }

  void insert(PreparedStatement into) throws SQLException {
    into.setLong(1, n);
    into.setString(2, kind.name());
    into.setLong(3, firstSeq);
    into.setLong(4, lastSeq);
    into.setBytes(5, digest.bytes());
    into.setBytes(6, head.bytes());
    into.executeUpdate();
  }

  private static Digest head(
      Entry before, long n, Kind kind, long firstSeq, long lastSeq, Digest digest) {
    return new Hash()
        .add(before.head)
        .add(n)
        .add(kind.name())
        .add(firstSeq)
        .add(lastSeq)
        .add(digest)
        .value();
  }
}
