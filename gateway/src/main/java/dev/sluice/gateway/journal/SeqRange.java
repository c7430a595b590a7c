package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in the journal events of some time can stand: {@code from} is in it, {@code to} is not. The
 * journal has no index by time and needs none: times rise with seq, but where a clock was put back,
 * and {@link #SLACK} sees to that.
 */
record SeqRange(long from, long to) {

  private static final Duration SLACK = Duration.ofHours(1);

  static SeqRange of(Connection connection, @Nullable Instant since, @Nullable Instant until)
      throws SQLException {
    SeqRange all = all(connection);
    return new SeqRange(
        since == null ? all.from : all.firstFrom(connection, since.minus(SLACK).toEpochMilli()),
        until == null
            ? all.to
            : all.firstFrom(connection, until.plus(SLACK).plusMillis(1).toEpochMilli()));
  }

  private static SeqRange all(Connection connection) throws SQLException {
    String sql = "SELECT (SELECT min(seq) FROM events), (SELECT max(seq) FROM events)";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new SeqRange(row.getLong(1), row.getLong(2) + 1);
    }
  }

  /** By halves: some twenty rows are looked at, however many there are. */
  private long firstFrom(Connection connection, long millis) throws SQLException {
    long low = from;
    long high = to;
    String sql = "SELECT seq, accepted_at FROM events WHERE seq >= ? ORDER BY seq LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      while (low < high) {
        long middle = (low + high) >>> 1;
        statement.setLong(1, middle);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next() || row.getLong(1) >= high || row.getLong(2) >= millis) {
            high = middle;
          } else {
            low = row.getLong(1) + 1;
          }
        }
      }
    }
    return low;
  }
}
