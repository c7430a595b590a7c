package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appending.Bytes;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements of an append, prepared once for the life of a connection, which closes them. For
 * the writer's thread only.
 */
final class AppendStatements {

  record First(long seq, UUID eid, long acceptedAt, Bytes contentHash) {}

  record Claim(
      long seq, Bytes contentHash, long at, @Nullable String runId, @Nullable RunStatus status) {}

  private final Connection connection;
  private final EventInserts events;
  private final PreparedStatement byIdentity;
  private final PreparedStatement releaseIdentity;
  private final PreparedStatement insertVerdict;
  private final PreparedStatement claimOf;
  private final PreparedStatement insertClaim;
  private final PreparedStatement eidOf;
  private final PreparedStatement chainOf;
  private final PreparedStatement latest;
  private final PreparedStatement rememberedIdentity;
  private final PreparedStatement rememberedClaim;

  AppendStatements(Connection connection) throws SQLException {
    this.connection = connection;
    events = new EventInserts(connection);
    byIdentity =
        connection.prepareStatement(
            """
            SELECT seq, eid, accepted_at, content_hash FROM events
            WHERE identity = ? AND seq = ?""");
    releaseIdentity =
        connection.prepareStatement("UPDATE events SET identity = NULL WHERE seq = ?");
    insertVerdict =
        connection.prepareStatement(
            """
            INSERT INTO verdicts (seq, n, route, kind, reason, at, namespace, workflow_id, run_seq,
              last_error, enriched) VALUES (?,?,?,?,?,?,?,?,?,?,?)""");
    claimOf =
        connection.prepareStatement(
            """
            SELECT seq, content_hash, claimed_at, run_id, status FROM runs
            WHERE workflow_id = ? AND namespace = ? AND released = 0 ORDER BY seq DESC LIMIT 1""");
    insertClaim =
        connection.prepareStatement(
            """
            INSERT INTO runs (workflow_id, namespace, seq, content_hash, claimed_at, workflow_type, n)
            VALUES (?,?,?,?,?,?,?)""");
    eidOf = connection.prepareStatement("SELECT eid FROM events WHERE seq = ?");
    chainOf = connection.prepareStatement("SELECT chain FROM events WHERE eid = ?");
    latest = connection.prepareStatement(Attempts.LATEST);
    rememberedIdentity =
        connection.prepareStatement(
            """
            SELECT 0, eid, accepted_at, content_hash FROM remembered_identities
            WHERE identity = ?""");
    rememberedClaim =
        connection.prepareStatement(
            """
            SELECT 0, content_hash, claimed_at, run_id, status FROM remembered_claims
            WHERE workflow_id = ? AND namespace = ?""");
  }

  boolean isOf(Connection other) {
    return connection == other;
  }

  /** Those that wait are not to be seen by the statements of other works. */
  EventInserts events() {
    return events;
  }

  /** The event of that place, if it is there and has that identity. */
  Optional<First> byIdentity(Bytes identity, long seq) throws SQLException {
    events.flush();
    byIdentity.setLong(2, seq);
    return first(byIdentity, identity);
  }

  /** The same of an event that retention has deleted: its seq is 0. */
  Optional<First> remembered(Bytes identity) throws SQLException {
    return first(rememberedIdentity, identity);
  }

  private static Optional<First> first(PreparedStatement of, Bytes identity) throws SQLException {
    of.setBytes(1, identity.bytes());
    try (ResultSet row = of.executeQuery()) {
      return row.next()
          ? Optional.of(
              new First(
                  row.getLong(1),
                  Rows.uuid(row.getBytes(2)),
                  row.getLong(3),
                  new Bytes(row.getBytes(4))))
          : Optional.empty();
    }
  }

  void releaseIdentity(long seq) throws SQLException {
    releaseIdentity.setLong(1, seq);
    releaseIdentity.executeUpdate();
  }

  void insertVerdict(
      long seq, int n, Verdict verdict, @Nullable Target target, @Nullable Long runSeq)
      throws SQLException {
    insertVerdict(seq, n, verdict, target, runSeq, null);
  }

  void insertVerdict(
      long seq,
      int n,
      Verdict verdict,
      @Nullable Target target,
      @Nullable Long runSeq,
      @Nullable JsonNode enriched)
      throws SQLException {
    PreparedStatement to = insertVerdict;
    to.setLong(1, seq);
    to.setInt(2, n);
    to.setString(3, verdict.route());
    to.setString(4, verdict.kind().name());
    to.setString(5, verdict.reason());
    to.setLong(6, verdict.at().toEpochMilli());
    to.setString(7, target == null || !target.isWorkflow() ? null : target.namespace());
    to.setString(8, verdict.workflowId());
    to.setObject(9, runSeq);
    to.setString(10, verdict.lastError());
    to.setString(11, enriched == null ? null : enriched.toString());
    to.executeUpdate();
  }

  /** Why this held work stays out of memory, if it does. */
  Optional<String> stopped(long seq, int n) throws SQLException {
    return switch (StopRows.stop(connection, new Backlog.Place(seq, n))) {
      case StopRows.PAUSED -> Optional.of(Reasons.PAUSED);
      case StopRows.BEHIND -> Optional.of(Reasons.WAITING_FOR_TURN);
      default -> Optional.empty();
    };
  }

  Optional<Claim> claimOf(Target target) throws SQLException {
    return claim(claimOf, target);
  }

  Optional<Claim> remembered(Target target) throws SQLException {
    return claim(rememberedClaim, target);
  }

  private static Optional<Claim> claim(PreparedStatement of, Target target) throws SQLException {
    of.setString(1, target.workflowId());
    of.setString(2, target.namespace());
    try (ResultSet row = of.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      String status = row.getString(5);
      return Optional.of(
          new Claim(
              row.getLong(1),
              new Bytes(row.getBytes(2)),
              row.getLong(3),
              row.getString(4),
              status == null ? null : RunStatus.valueOf(status)));
    }
  }

  Target latest(Target target) throws SQLException {
    return Attempts.latest(latest, target);
  }

  void insertClaim(
      Target target, long seq, int n, Appending.Prepared prepared, Instant now, String workflowType)
      throws SQLException {
    insertClaim.setString(1, target.workflowId());
    insertClaim.setString(2, target.namespace());
    insertClaim.setLong(3, seq);
    insertClaim.setBytes(4, prepared.contentHash().bytes());
    insertClaim.setLong(5, now.toEpochMilli());
    insertClaim.setString(6, workflowType);
    insertClaim.setInt(7, n);
    insertClaim.executeUpdate();
  }

  String eidOf(long seq) throws SQLException {
    events.flush();
    eidOf.setLong(1, seq);
    try (ResultSet row = eidOf.executeQuery()) {
      return row.next() ? Rows.uuid(row.getBytes(1)).toString() : "(gone)";
    }
  }

  /** The event with the number of events that stand before it by causation, as far as we know. */
  Event withChain(Event event) throws SQLException {
    Optional<UUID> cause = eid(event.causationId());
    if (cause.isEmpty()) {
      return event.withChain(0);
    }
    events.flush();
    chainOf.setBytes(1, Rows.bytes(cause.get()));
    try (ResultSet row = chainOf.executeQuery()) {
      return event.withChain(row.next() ? row.getInt(1) + 1 : 0);
    }
  }

  private static Optional<UUID> eid(@Nullable String causationId) {
    try {
      return Optional.ofNullable(causationId).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      // Caused by something that is not an event of this journal.
      return Optional.empty();
    }
  }
}
