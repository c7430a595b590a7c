package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What outlives an event that retention deleted: its identity and the workflow ids that it claims,
 * until their window is over. Where events are kept for longer there is next to nothing of it, and
 * then nobody looks. What takes a connection runs on the writer's thread, in its transaction.
 */
final class Remembered {

  private static final String KEEP_IDENTITY =
      """
      INSERT OR REPLACE INTO remembered_identities
      SELECT identity, eid, accepted_at, content_hash FROM events
      WHERE seq = ? AND identity IS NOT NULL AND accepted_at > ?""";

  private static final String KEEP_CLAIMS =
      """
      INSERT OR REPLACE INTO remembered_claims
      SELECT r.workflow_id, r.namespace, e.eid, r.content_hash, r.claimed_at, r.run_id, r.status
      FROM runs r JOIN events e ON e.seq = r.seq
      WHERE r.seq = ? AND r.released = 0 AND r.claimed_at > ?""";

  private static final String DROP_IDENTITIES =
      """
      DELETE FROM remembered_identities WHERE identity IN (SELECT identity
        FROM remembered_identities WHERE accepted_at <= ? ORDER BY accepted_at LIMIT ?)""";

  private static final String DROP_CLAIMS =
      """
      DELETE FROM remembered_claims WHERE (workflow_id, namespace) IN (SELECT workflow_id, namespace
        FROM remembered_claims WHERE claimed_at <= ? ORDER BY claimed_at LIMIT ?)""";

  private static final String ANY =
      """
      SELECT EXISTS (SELECT 1 FROM remembered_identities)
        OR EXISTS (SELECT 1 FROM remembered_claims)""";

  private final Supplier<Duration> window;
  private volatile boolean any;

  Remembered(Database database, Supplier<Duration> window) {
    this.window = window;
    this.any = database.read(Remembered::any);
  }

  private static boolean any(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANY);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** False only when there is nothing to find. */
  boolean isAny() {
    return any;
  }

  /** Before the event is deleted. */
  void keep(Connection connection, long seq, Instant now) throws SQLException {
    long since = now.minus(window.get()).toEpochMilli();
    int kept = RunRows.update(connection, KEEP_IDENTITY, seq, since);
    kept += RunRows.update(connection, KEEP_CLAIMS, seq, since);
    any |= kept > 0;
  }

  /** What is not taken any more, and no more of it than that; gives how many are gone. */
  int drop(Connection connection, Instant now, int atMost) throws SQLException {
    long until = now.minus(window.get()).toEpochMilli();
    return RunRows.update(connection, DROP_IDENTITIES, until, atMost)
        + RunRows.update(connection, DROP_CLAIMS, until, atMost);
  }
}
