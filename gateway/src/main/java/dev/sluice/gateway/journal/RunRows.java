package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a run lies in its row, beside the event and the route that started it. */
final class RunRows {

  static final String SELECT =
      """
      SELECT r.*, e.eid, v.route FROM runs r JOIN events e ON e.seq = r.seq
      JOIN verdicts v ON v.seq = r.seq AND v.n = r.n
      """;

  /** A run that was cancelled came to an end that somebody wanted. */
  static final Set<RunStatus> FAILED =
      EnumSet.of(RunStatus.failed, RunStatus.timedOut, RunStatus.terminated);

  /** A run that was terminated came to an end that somebody wanted, good or not. */
  private static final Set<RunStatus> GOES_ON = EnumSet.of(RunStatus.failed, RunStatus.timedOut);

  private RunRows() {}

  static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  static boolean goesOn(Connection connection, Target target, long seq, UUID eid, String runId)
      throws SQLException {
    String sql =
        """
        UPDATE runs SET status = 'running', run_id = ?, ended_at = NULL
        WHERE workflow_id = ? AND namespace = ? AND seq = ? AND run_id <> ?
          AND status IN ('terminated', 'timedOut')
          AND EXISTS (SELECT 1 FROM events e WHERE e.seq = runs.seq AND e.eid = ?)
          AND NOT EXISTS (SELECT 1 FROM runs later WHERE later.workflow_id = runs.workflow_id
            AND later.namespace = runs.namespace AND later.seq > runs.seq AND later.released = 0)""";
    String id = target.workflowId();
    byte[] event = Rows.bytes(eid);
    if (update(connection, sql, runId, id, target.namespace(), seq, runId, event) == 0) {
      return false;
    }
    update(
        connection,
        """
        UPDATE verdicts SET kind = 'started', reason = NULL, last_error = NULL,
          next_attempt_at = NULL
        WHERE seq = ? AND workflow_id = ? AND kind = 'dead' AND reason = ?""",
        seq,
        id,
        Reasons.RUN_FAILED);
    return true;
  }

  /** A run that failed or timed out is held again where it is to go on, or is a dead letter. */
  static boolean end(Connection connection, End end, Optional<Retry> retry, Instant now)
      throws SQLException {
    Target target = end.run().target();
    int ended =
        update(
            connection,
            """
            UPDATE runs SET status = ?, ended_at = ?, run_id = ?
            WHERE workflow_id = ? AND namespace = ? AND seq = ? AND status = 'running'""",
            end.status().name(),
            end.at().toEpochMilli(),
            end.runId(),
            target.workflowId(),
            target.namespace(),
            end.run().seq());
    boolean goesOn =
        ended > 0
            && GOES_ON.contains(end.status())
            && retry.isPresent()
            && holdAgain(connection, end, retry.get(), now);
    if (ended > 0 && !goesOn && FAILED.contains(end.status())) {
      update(
          connection,
          """
          UPDATE verdicts SET kind = 'dead', reason = ?, at = ?, last_error = ?
          WHERE seq = ? AND n = ? AND kind = 'started'""",
          Reasons.RUN_FAILED,
          end.at().toEpochMilli(),
          end.error(),
          end.run().seq(),
          end.run().place().n());
    }
    return ended > 0;
  }

  private static boolean holdAgain(Connection connection, End end, Retry retry, Instant now)
      throws SQLException {
    Target target = end.run().target();
    int retried = retries(connection, target, end.run().seq());
    if (!retry.isLeft(retried)) {
      return false;
    }
    int held =
        update(
            connection,
            """
            UPDATE verdicts SET kind = 'held', reason = ?, at = ?, last_error = ?,
              next_attempt_at = ?, stopped = ? WHERE seq = ? AND n = ? AND kind = 'started'""",
            Reasons.RETRYING,
            end.at().toEpochMilli(),
            end.error(),
            now.plus(retry.pause(retried)).toEpochMilli(),
            StopRows.TIMED,
            end.run().seq(),
            end.run().place().n());
    return held > 0
        && update(
                connection,
                """
                UPDATE runs SET retries = retries + 1
                WHERE workflow_id = ? AND namespace = ? AND seq = ?""",
                target.workflowId(),
                target.namespace(),
                end.run().seq())
            > 0;
  }

  private static int retries(Connection connection, Target target, long seq) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT retries FROM runs WHERE workflow_id = ? AND namespace = ? AND seq = ?")) {
      statement.setString(1, target.workflowId());
      statement.setString(2, target.namespace());
      statement.setLong(3, seq);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  static List<Run> read(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    List<Run> runs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          runs.add(run(row));
        }
      }
    }
    return runs;
  }

  private static Run run(ResultSet row) throws SQLException {
    String status = row.getString("status");
    return new Run(
        new Backlog.Place(row.getLong("seq"), row.getInt("n")),
        Rows.uuid(row.getBytes("eid")),
        new Target(row.getString("workflow_id"), row.getString("namespace")),
        row.getString("workflow_type"),
        row.getString("route"),
        row.getString("run_id"),
        status == null ? null : RunStatus.valueOf(status),
        Rows.optionalInstant(row, "started_at"),
        Rows.optionalInstant(row, "ended_at"));
  }
}
