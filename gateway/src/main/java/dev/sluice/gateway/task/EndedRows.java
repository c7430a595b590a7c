package dev.sluice.gateway.task;

import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs that have ended and the tasks that are theirs, as the journal's tables know them. */
final class EndedRows {

  /** A run that was cut off: its own code did not see its end. */
  record Ended(Target target, long seq, String runId, RunStatus status) {}

  /** Such a run and its open task, whose place in the inbox is {@code taskSeq}. */
  record Asked(long taskSeq, String taskId, Ended run) {}

  /** An open question, and where the newest run that may have asked it was. */
  record Orphan(long seq, String id, long changedAt, Target target) {}

  /**
   * Spelled as the partial index is, so that a round reads no run twice. What is held is to go on.
   */
  static final String WITHOUT_TASK =
      """
      SELECT workflow_id, namespace, seq, run_id, status FROM runs
       WHERE status IN ('terminated', 'timedOut') AND task_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM verdicts v
           WHERE v.seq = runs.seq AND v.n = runs.n AND v.kind = 'held')
       ORDER BY seq LIMIT ?""";

  private static final String ASKED =
      """
      SELECT t.seq AS task_seq, t.id, r.workflow_id, r.namespace, r.seq, r.run_id, r.status
        FROM tasks t CROSS JOIN runs r ON r.task_id = t.id WHERE t.state = 'open'
      """;

  private EndedRows() {}

  static List<Ended> withoutTask(Connection connection, int limit) throws SQLException {
    return read(connection, WITHOUT_TASK, EndedRows::ended, limit);
  }

  /** Whose task says that the ledger is {@code missing}. */
  static List<Asked> withoutLedger(Connection connection, String missing, int limit)
      throws SQLException {
    String sql =
        ASKED
            + """
               AND r.status <> 'running' AND json_extract(t.data, '$.ledgerMissing') = ?
             ORDER BY t.seq LIMIT ?""";
    return read(connection, sql, EndedRows::asked, missing, limit);
  }

  /** Those that may have been reset, in their tasks' order, after {@code taskSeq}. */
  static List<Asked> cutOff(Connection connection, long taskSeq, int limit) throws SQLException {
    String sql = ASKED + " AND r.status <> 'running' AND t.seq > ? ORDER BY t.seq LIMIT ?";
    return read(connection, sql, EndedRows::asked, taskSeq, limit);
  }

  /** Those that were reset: they run, and still have a task. */
  static List<Asked> goingOn(Connection connection, int limit) throws SQLException {
    return read(connection, ASKED + " AND r.status = 'running' LIMIT ?", EndedRows::asked, limit);
  }

  /** Keeps the task's id with the run, which has none. */
  static boolean hasTask(Connection connection, Ended run, String taskId) throws SQLException {
    String sql =
        """
        UPDATE runs SET task_id = ?1 WHERE workflow_id = ?2 AND namespace = ?3 AND seq = ?4
           AND run_id = ?5 AND status <> 'running' AND task_id IS NULL""";
    return mark(connection, sql, run, taskId);
  }

  /** The run's next end is a task of its own. */
  static boolean hasNoTask(Connection connection, Ended run) throws SQLException {
    String sql =
        """
        UPDATE runs SET task_id = ?1 WHERE workflow_id = ?2 AND namespace = ?3 AND seq = ?4
           AND run_id = ?5""";
    return mark(connection, sql, run, null);
  }

  /**
   * Open questions of workflow ids under which no run runs, as far as the journal knows, also of
   * runs that no event started and that say where they are, as children do: whether one runs is for
   * the engine to say. A decision on its way has its fate first. In their order, after {@code seq}.
   */
  static List<Orphan> questions(Connection connection, long seq, int limit) throws SQLException {
    String sql =
        """
        SELECT t.seq, t.id, t.changed_at, t.workflow_id,
               coalesce(r.namespace, t.namespace) AS namespace, max(r.seq)
          FROM tasks t LEFT JOIN runs r ON r.workflow_id = t.workflow_id AND r.run_id IS NOT NULL
         WHERE t.state = 'open' AND t.seq > ?
           AND (r.workflow_id IS NOT NULL OR t.namespace IS NOT NULL)
           AND t.id NOT GLOB '*:ended' AND t.id NOT GLOB '*:ended:[0-9]*'
           AND NOT EXISTS (SELECT 1 FROM runs o
             WHERE o.workflow_id = t.workflow_id AND o.status = 'running')
           AND NOT EXISTS (SELECT 1 FROM said s
             WHERE s.task_id = t.id AND s.kind = 'vote' AND s.delivery = 'waiting')
         GROUP BY t.seq ORDER BY t.seq LIMIT ?
        """;
    return read(
        connection,
        sql,
        row ->
            new Orphan(
                row.getLong("seq"), row.getString("id"), row.getLong("changed_at"), target(row)),
        seq,
        limit);
  }

  /**
   * Open questions that have stood as they are since before {@code settled}, of runs that run as
   * far as the journal knows, or that it knows nothing of. In their order, after {@code seq}.
   */
  static List<Orphan> settled(Connection connection, long seq, long settled, int limit)
      throws SQLException {
    String sql =
        """
        SELECT t.seq, t.id, t.changed_at, t.workflow_id,
               coalesce(r.namespace, t.namespace, '') AS namespace
          FROM tasks t LEFT JOIN runs r ON r.workflow_id = t.workflow_id AND r.status = 'running'
         WHERE t.state = 'open' AND t.seq > ? AND t.changed_at < ?
           AND t.id NOT GLOB '*:ended' AND t.id NOT GLOB '*:ended:[0-9]*'
         GROUP BY t.seq ORDER BY t.seq LIMIT ?
        """;
    return read(
        connection,
        sql,
        row ->
            new Orphan(
                row.getLong("seq"), row.getString("id"), row.getLong("changed_at"), target(row)),
        seq,
        settled,
        limit);
  }

  /** Whether nobody has asked it again, answered it or closed it since it was read. */
  static boolean isAsItWas(Connection connection, Orphan orphan) throws SQLException {
    String sql =
        """
        SELECT 1 FROM tasks t WHERE t.id = ? AND t.state = 'open' AND t.changed_at = ?
           AND NOT EXISTS (SELECT 1 FROM said s
             WHERE s.task_id = t.id AND s.kind = 'vote' AND s.delivery = 'waiting')
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, orphan.id());
      statement.setLong(2, orphan.changedAt());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean mark(Connection connection, String sql, Ended run, @Nullable String taskId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      statement.setString(2, run.target().workflowId());
      statement.setString(3, run.target().namespace());
      statement.setLong(4, run.seq());
      statement.setString(5, run.runId());
      return statement.executeUpdate() == 1;
    }
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> read(
      Connection connection, String sql, Reading<T> reading, Object... values) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reading.read(row));
        }
      }
    }
    return rows;
  }

  private static Asked asked(ResultSet row) throws SQLException {
    return new Asked(row.getLong("task_seq"), row.getString("id"), ended(row));
  }

  private static Ended ended(ResultSet row) throws SQLException {
    return new Ended(
        target(row),
        row.getLong("seq"),
        row.getString("run_id"),
        RunStatus.valueOf(row.getString("status")));
  }

  private static Target target(ResultSet row) throws SQLException {
    return new Target(row.getString("workflow_id"), row.getString("namespace"));
  }
}
