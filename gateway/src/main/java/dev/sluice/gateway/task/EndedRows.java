package dev.sluice.gateway.task;

import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs that have ended and the tasks that are theirs, as the journal's tables know them. */
final class EndedRows {

  /** A run that was cut off: its own code did not see its end. */
  record Ended(Target target, String runId, RunStatus status) {}

  /** An open question, and where the newest run that may have asked it was. */
  record Orphan(long seq, String id, long changedAt, Target target) {}

  private static final String CUT_OFF =
      """
      SELECT r.workflow_id, r.namespace, r.run_id, r.status
        FROM runs r LEFT JOIN tasks t ON t.id = r.workflow_id || ':ended'
       WHERE r.status IN ('terminated', 'timedOut')
      """;

  private EndedRows() {}

  static List<Ended> withoutTask(Connection connection, int limit) throws SQLException {
    return ended(connection, CUT_OFF + " AND t.id IS NULL ORDER BY r.seq LIMIT ?", limit);
  }

  /** Whose task is open and says that the ledger is {@code missing}. */
  static List<Ended> withoutLedger(Connection connection, String missing, int limit)
      throws SQLException {
    String sql =
        CUT_OFF
            + """
               AND t.state = 'open' AND json_extract(t.data, '$.ledgerMissing') = ?
               AND json_extract(t.data, '$.runId') = r.run_id ORDER BY r.seq LIMIT ?""";
    return ended(connection, sql, missing, limit);
  }

  /**
   * Open questions of workflow ids under which no run runs, as far as the journal knows: whether
   * that is so is for the engine to say, since a run may have been reset. A decision on its way has
   * its fate first. In their order, after {@code seq}.
   */
  static List<Orphan> questions(Connection connection, long seq, int limit) throws SQLException {
    String sql =
        """
        SELECT t.seq, t.id, t.changed_at, r.workflow_id, r.namespace, max(r.seq)
          FROM tasks t JOIN runs r ON r.workflow_id = t.workflow_id AND r.run_id IS NOT NULL
         WHERE t.state = 'open' AND t.seq > ?
           AND t.id NOT GLOB '*:ended' AND t.id NOT GLOB '*:ended:[0-9]*'
           AND NOT EXISTS (SELECT 1 FROM runs o
             WHERE o.workflow_id = t.workflow_id AND o.status = 'running')
           AND NOT EXISTS (SELECT 1 FROM decisions d
             WHERE d.task_id = t.id AND d.delivery = 'waiting')
         GROUP BY t.seq ORDER BY t.seq LIMIT ?
        """;
    List<Orphan> orphans = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, seq);
      statement.setInt(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          orphans.add(
              new Orphan(
                  row.getLong("seq"),
                  row.getString("id"),
                  row.getLong("changed_at"),
                  new Target(row.getString("workflow_id"), row.getString("namespace"))));
        }
      }
    }
    return orphans;
  }

  /** Whether nobody has asked it again, answered it or closed it since it was read. */
  static boolean isAsItWas(Connection connection, Orphan orphan) throws SQLException {
    String sql =
        """
        SELECT 1 FROM tasks t WHERE t.id = ? AND t.state = 'open' AND t.changed_at = ?
           AND NOT EXISTS (SELECT 1 FROM decisions d
             WHERE d.task_id = t.id AND d.delivery = 'waiting')
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, orphan.id());
      statement.setLong(2, orphan.changedAt());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static List<Ended> ended(Connection connection, String sql, Object... values)
      throws SQLException {
    List<Ended> runs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          runs.add(
              new Ended(
                  new Target(row.getString("workflow_id"), row.getString("namespace")),
                  row.getString("run_id"),
                  RunStatus.valueOf(row.getString("status"))));
        }
      }
    }
    return runs;
  }
}
