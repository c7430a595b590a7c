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
   * Open questions of runs that have ended since they asked. What is asked after the end is asked
   * by a run that was reset. A decision on its way has its fate first.
   */
  static List<String> openTasks(Connection connection, int limit) throws SQLException {
    String sql =
        """
        SELECT t.id FROM tasks t JOIN runs r ON r.workflow_id = t.workflow_id
         WHERE t.state = 'open' AND t.id <> t.workflow_id || ':ended'
           AND r.status <> 'running' AND r.ended_at >= t.changed_at
           AND NOT EXISTS (SELECT 1 FROM decisions d
             WHERE d.task_id = t.id AND d.delivery = 'waiting') LIMIT ?
        """;
    List<String> ids = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getString(1));
        }
      }
    }
    return ids;
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
