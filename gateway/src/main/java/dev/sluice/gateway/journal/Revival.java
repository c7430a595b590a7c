package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appending.Bytes;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter held again, by what its route makes of it now: with the claim of its workflow id,
 * in one transaction that its caller commits. Without {@code writes} nothing is changed, and the
 * answer is what would have come of it.
 */
final class Revival {

  private final Connection connection;
  private final DeadLetter letter;
  private final Instant now;
  private final Instant claimsSince;
  private final boolean writes;

  private record Claim(long seq, Bytes contentHash, UUID eid) {}

  Revival(
      Connection connection, DeadLetter letter, Instant now, Instant claimsSince, boolean writes) {
    this.connection = connection;
    this.letter = letter;
    this.now = now;
    this.claimsSince = claimsSince;
    this.writes = writes;
  }

  Redriven as(Planned planned) throws SQLException {
    if (!isDead()) {
      return new Redriven.NotDead();
    }
    if (planned instanceof Planned.Filtered) {
      mark(Kind.filtered, null, null, null);
      return new Redriven.Filtered();
    }
    return planned instanceof Planned.Work work
        ? work(work)
        : stillDead(((Planned.Broken) planned).reason(), ((Planned.Broken) planned).detail());
  }

  private Redriven work(Planned.Work work) throws SQLException {
    Target target = target(work.action());
    if (letter.event().chain() > Event.MAX_CHAIN) {
      return stillDead(Reasons.CAUSATION_TOO_LONG, letter.verdict().lastError());
    }
    Bytes contentHash = contentHash();
    if (isSettled(target)) {
      return new Redriven.StillDead(
          Reasons.SETTLED,
          "A person has settled by hand what the run left open. Begin a new attempt instead.");
    }
    if (work.action() instanceof Action.Start start) {
      Optional<Claim> claim = claimOfOther(target);
      if (claim.isPresent()) {
        return taken(target, claim.get(), contentHash);
      }
      claim(target, contentHash, start.workflowType());
    }
    mark(
        Kind.held,
        Reasons.REDRIVEN,
        target,
        work.action() instanceof Action.Start ? letter.place().seq() : null);
    change(
        "UPDATE verdicts SET enriched = ? WHERE seq = ? AND n = ?",
        work.enriched() == null ? null : work.enriched().toString(),
        letter.place().seq(),
        letter.place().n());
    return new Redriven.Again(held(work, target, contentHash));
  }

  /** A run goes on under its id, whatever its route says today. */
  private Target target(Action action) throws SQLException {
    Target former = letter.target();
    if (former != null && letter.verdict().runId() != null) {
      return former;
    }
    return action instanceof Action.Start
        ? Target.of(action, letter.event())
        : Attempts.latest(connection, Target.of(action, letter.event()));
  }

  private boolean isSettled(Target target) throws SQLException {
    String sql =
        """
        SELECT 1 FROM runs r JOIN tasks t ON t.id = r.task_id WHERE r.workflow_id = ?
          AND r.namespace = ? AND r.seq = ? AND t.state = 'decided'""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, target.workflowId());
      statement.setString(2, target.namespace());
      statement.setLong(3, letter.place().seq());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private Redriven taken(Target target, Claim claim, Bytes contentHash) throws SQLException {
    if (claim.contentHash().same(contentHash)) {
      mark(Kind.duplicate, null, target, claim.seq());
      return new Redriven.Duplicate();
    }
    return stillDead(
        Reasons.WORKFLOW_ID_CONFLICT,
        "The workflow id %s was claimed by the event %s with other content"
            .formatted(target.workflowId(), claim.eid()));
  }

  /** What a run ended by stays said, whatever keeps it from going on. */
  private Redriven stillDead(String reason, @Nullable String error) throws SQLException {
    if (letter.verdict().runId() != null) {
      return new Redriven.StillDead(reason, error);
    }
    change(
        "UPDATE verdicts SET reason = ?, last_error = ? WHERE seq = ? AND n = ?",
        reason,
        error,
        letter.place().seq(),
        letter.place().n());
    return new Redriven.StillDead(reason, error);
  }

  private Held held(Planned.Work work, Target target, Bytes contentHash) {
    return new Held(
        letter.place().seq(),
        letter.place().n(),
        letter.acceptedAt(),
        letter.event(),
        contentHash.hex(),
        work.route(),
        target,
        letter.verdict().attempts(),
        Reasons.REDRIVEN,
        work.enriched(),
        work.action() instanceof Action.Start,
        letter.verdict().runId(),
        work.action());
  }

  private boolean isDead() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM verdicts WHERE seq = ? AND n = ? AND kind = 'dead'")) {
      statement.setLong(1, letter.place().seq());
      statement.setInt(2, letter.place().n());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private Bytes contentHash() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT content_hash FROM events WHERE seq = ?")) {
      statement.setLong(1, letter.place().seq());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Bytes(row.getBytes(1));
      }
    }
  }

  /** The newest claim that counts and is not this letter's own, of a forgotten event as well. */
  private Optional<Claim> claimOfOther(Target target) throws SQLException {
    String sql =
        """
        SELECT r.seq, r.content_hash, e.eid FROM runs r JOIN events e ON e.seq = r.seq
        WHERE r.workflow_id = ?1 AND r.namespace = ?2 AND r.released = 0 AND r.claimed_at > ?3
          AND NOT (r.seq = ?4 AND r.n = ?5)
        UNION ALL SELECT 0, c.content_hash, c.eid FROM remembered_claims c
        WHERE c.workflow_id = ?1 AND c.namespace = ?2 AND c.claimed_at > ?3
        ORDER BY 1 DESC LIMIT 1""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, target.workflowId());
      statement.setString(2, target.namespace());
      statement.setLong(3, claimsSince.toEpochMilli());
      statement.setLong(4, letter.place().seq());
      statement.setInt(5, letter.place().n());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Claim(row.getLong(1), new Bytes(row.getBytes(2)), Rows.uuid(row.getBytes(3))))
            : Optional.empty();
      }
    }
  }

  /** A claim that was released counts again. The run that has ended stays known by its id. */
  private void claim(Target target, Bytes contentHash, String workflowType) throws SQLException {
    change(
        """
        INSERT INTO runs (workflow_id, namespace, seq, content_hash, claimed_at, workflow_type, n)
        VALUES (?,?,?,?,?,?,?)
        ON CONFLICT (workflow_id, namespace, seq) DO UPDATE SET released = 0, retries = 0, n = excluded.n,
          claimed_at = excluded.claimed_at, workflow_type = excluded.workflow_type""",
        target.workflowId(),
        target.namespace(),
        letter.place().seq(),
        contentHash.bytes(),
        now.toEpochMilli(),
        workflowType,
        letter.place().n());
  }

  private void mark(
      Kind kind, @Nullable String reason, @Nullable Target target, @Nullable Long runSeq)
      throws SQLException {
    change(
        """
        UPDATE verdicts SET kind = ?, reason = ?, at = ?, namespace = ?, workflow_id = ?,
          run_seq = ?, next_attempt_at = NULL WHERE seq = ? AND n = ?""",
        kind.name(),
        reason,
        now.toEpochMilli(),
        target == null || !target.isWorkflow() ? null : target.namespace(),
        target == null || !target.isWorkflow() ? null : target.workflowId(),
        runSeq,
        letter.place().seq(),
        letter.place().n());
  }

  private void change(String sql, @Nullable Object... values) throws SQLException {
    if (writes) {
      RunRows.update(connection, sql, values);
    }
  }
}
