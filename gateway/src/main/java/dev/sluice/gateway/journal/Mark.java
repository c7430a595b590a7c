package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes one outcome on its verdict and, for a start, on the run it claimed. */
final class Mark {

  private final Connection connection;
  private final Held work;
  private final Instant now;

  Mark(Connection connection, Held work, Instant now) {
    this.connection = connection;
    this.work = work;
    this.now = now;
  }

  /** What became of it is written once: work that is not held any more, or anew, stays as it is. */
  Kind as(Outcome outcome) throws SQLException {
    if (outcome instanceof Outcome.Started started) {
      if (verdict(Kind.started, null, null, null)) {
        runIs(started.runId());
      }
      return Kind.started;
    }
    if (outcome instanceof Outcome.Duplicate duplicate) {
      if (verdict(Kind.duplicate, null, null, null)) {
        runIs(duplicate.runId());
      }
      return Kind.duplicate;
    }
    if (outcome instanceof Outcome.Signalled) {
      return toRun(Kind.signalled);
    }
    if (outcome instanceof Outcome.Updated) {
      return toRun(Kind.updated);
    }
    if (outcome instanceof Outcome.Cancelled) {
      return toRun(Kind.cancelled);
    }
    if (outcome instanceof Outcome.Published) {
      verdict(Kind.published, null, null, null);
      return Kind.published;
    }
    if (outcome instanceof Outcome.Dropped dropped) {
      verdict(Kind.dropped, dropped.reason(), null, null);
      return Kind.dropped;
    }
    if (outcome instanceof Outcome.Dead dead) {
      if (verdict(Kind.dead, dead.reason(), dead.error(), null)) {
        releaseClaim();
      }
      return Kind.dead;
    }
    Outcome.HeldOn held = (Outcome.HeldOn) outcome;
    verdict(Kind.held, held.reason(), held.error(), held.nextAttemptAt());
    return Kind.held;
  }

  private Kind toRun(Kind kind) throws SQLException {
    if (verdict(kind, null, null, null)) {
      pointToRun();
    }
    return kind;
  }

  /** Whether it was held, and for this try: a run that failed since may wait for its retry. */
  private boolean verdict(
      Kind kind, @Nullable String reason, @Nullable String error, @Nullable Instant next)
      throws SQLException {
    String sql =
        """
        UPDATE verdicts SET kind = ?, reason = ?, at = ?, attempts = attempts + 1, last_error = ?,
          next_attempt_at = ?, stopped = CASE WHEN ? = 'held' THEN stopped END
        WHERE seq = ? AND n = ? AND kind = 'held' AND stopped IS NOT 3""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, kind.name());
      statement.setString(2, reason);
      statement.setLong(3, now.toEpochMilli());
      statement.setString(4, error);
      statement.setObject(5, next == null ? null : next.toEpochMilli());
      statement.setString(6, kind.name());
      statement.setLong(7, work.seq());
      statement.setInt(8, work.n());
      return statement.executeUpdate() > 0;
    }
  }

  private void runIs(String runId) throws SQLException {
    String sql =
        """
        UPDATE runs SET run_id = ?, status = 'running', started_at = ?, ended_at = NULL
        WHERE workflow_id = ? AND namespace = ? AND seq = ?""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, runId);
      statement.setLong(2, now.toEpochMilli());
      target(statement, 3);
      statement.setLong(5, work.seq());
      int known = statement.executeUpdate();
      if (work.action() instanceof Action.SignalWithStart both) {
        if (known == 0) {
          newRun(runId, both.start().workflowType());
        }
        pointTo(work.seq());
      }
    }
  }

  /** What may join an open run claims no workflow id: its run is known only when it is there. */
  private void newRun(String runId, String workflowType) throws SQLException {
    String sql =
        """
        INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at, workflow_type,
          run_id, status, started_at) VALUES (?,?,?,?,?,?,?,?,'running',?)""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      target(statement, 1);
      statement.setLong(3, work.seq());
      statement.setInt(4, work.n());
      statement.setBytes(5, HexFormat.of().parseHex(work.contentHash()));
      statement.setLong(6, now.toEpochMilli());
      statement.setString(7, workflowType);
      statement.setString(8, runId);
      statement.setLong(9, now.toEpochMilli());
      statement.executeUpdate();
    }
  }

  private void pointTo(long runSeq) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE verdicts SET run_seq = ? WHERE seq = ? AND n = ?")) {
      statement.setLong(1, runSeq);
      statement.setLong(2, work.seq());
      statement.setInt(3, work.n());
      statement.executeUpdate();
    }
  }

  /** The run that a signal reached is the newest that the journal knows under that id. */
  private void pointToRun() throws SQLException {
    String sql =
        """
        UPDATE verdicts SET run_seq = (SELECT max(r.seq) FROM runs r WHERE r.workflow_id = ?
          AND r.namespace = ? AND r.released = 0) WHERE seq = ? AND n = ?""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      target(statement, 1);
      statement.setLong(3, work.seq());
      statement.setInt(4, work.n());
      statement.executeUpdate();
    }
  }

  private void releaseClaim() throws SQLException {
    String sql =
        """
        UPDATE runs SET released = 1
        WHERE workflow_id = ? AND namespace = ? AND seq = ? AND n = ?""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      target(statement, 1);
      statement.setLong(3, work.seq());
      statement.setInt(4, work.n());
      statement.executeUpdate();
    }
  }

  private void target(PreparedStatement statement, int from) throws SQLException {
    statement.setString(from, work.target().workflowId());
    statement.setString(from + 1, work.target().namespace());
  }
}
