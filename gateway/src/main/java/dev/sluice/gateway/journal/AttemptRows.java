package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.RunBook.Run;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** The rows of a new attempt. */
final class AttemptRows {

  private AttemptRows() {}

  /** An attempt's verdict comes after those that the event had. */
  static int nextN(Connection connection, long seq) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT max(n) + 1 FROM all_verdicts WHERE seq = ?")) {
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  static String contentHash(Connection connection, long seq) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT content_hash FROM events WHERE seq = ?")) {
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return HexFormat.of().formatHex(row.getBytes(1));
      }
    }
  }

  static void insert(
      Connection connection, Run before, int n, String base, int attempt, Target target, long now)
      throws SQLException {
    RunRows.update(
        connection,
        """
        INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at, workflow_type,
          base, attempt)
        SELECT ?, namespace, seq, ?, content_hash, ?, workflow_type, ?, ? FROM runs
        WHERE workflow_id = ? AND namespace = ? AND seq = ?""",
        target.workflowId(),
        n,
        now,
        base,
        attempt,
        before.target().workflowId(),
        before.target().namespace(),
        before.place().seq());
  }
}
