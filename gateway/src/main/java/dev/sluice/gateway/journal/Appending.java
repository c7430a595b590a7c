package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.Chain;
import dev.sluice.gateway.audit.Leaf;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.AppendStatements.First;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hot path: one event, its identity, its workflow ids and its first verdicts. {@link #prepare}
 * is for the caller's thread; the rest runs on the writer's thread only, within its transaction,
 * where nobody else writes: what is looked up stays true until it is written.
 */
final class Appending {

  record Prepared(
      Entry entry, Bytes identity, Bytes contentHash, Leaf leaf, @Nullable String filtered) {}

  sealed interface Result {
    record New(StoredEvent stored, List<Held> held) implements Result {}

    /** The first may be gone: then {@code repeat} is all that says what it was. */
    record Repeated(long firstSeq, UUID firstEid, Event repeat) implements Result {}

    record Different(UUID firstEid) implements Result {}
  }

  private record Insert(
      AppendStatements sql, long seq, Instant at, Prepared prepared, Event event) {}

  private final JournalConfig config;
  private final ContentKey key;
  private final Supplier<String> holdReason;
  private final Chain chain;
  private final Identities identities;
  private final Remembered remembered;
  private final Stops stops;
  private @Nullable AppendStatements statements;

  Appending(
      JournalConfig config,
      ContentKey key,
      Supplier<String> holdReason,
      Chain chain,
      Identities identities,
      Remembered remembered,
      Stops stops) {
    this.config = config;
    this.key = key;
    this.holdReason = holdReason;
    this.chain = chain;
    this.identities = identities;
    this.remembered = remembered;
    this.stops = stops;
  }

  Prepared prepare(Entry entry) {
    Event event = entry.event();
    Bytes contentHash = new Bytes(key.content(event));
    return new Prepared(
        entry,
        new Bytes(key.identity(event, entry.caller())),
        contentHash,
        Rows.leaf(event, entry.caller(), contentHash.bytes()),
        Filtered.json(entry.planned()));
  }

  /** One after the other. */
  List<Result> append(Connection connection, List<Prepared> all) throws SQLException {
    AppendStatements sql = on(connection);
    sql.events().begin();
    List<Result> results = new ArrayList<>(all.size());
    for (Prepared each : all) {
      results.add(append(sql, each));
    }
    sql.events().flush();
    return results;
  }

  private Result append(AppendStatements sql, Prepared prepared) throws SQLException {
    Event event = sql.withChain(prepared.entry().event());
    Instant now = Rows.instant(config.clock().millis());
    if (remembered.isAny()) {
      Optional<First> gone = sql.remembered(prepared.identity());
      if (gone.isPresent() && isCurrent(gone.get().acceptedAt(), now)) {
        return again(prepared, gone.get());
      }
    }
    Optional<First> first = first(sql, prepared.identity());
    if (first.isPresent()) {
      if (isCurrent(first.get().acceptedAt(), now)) {
        return again(prepared, first.get());
      }
      sql.releaseIdentity(first.get().seq());
    }
    long seq = identities.nextSeq();
    sql.events().add(seq, prepared, event.chain(), now.toEpochMilli());
    identities.put(prepared.identity().bytes(), seq);
    chain.keep(seq, prepared.leaf(), now.toEpochMilli(), event.chain());
    return verdicts(new Insert(sql, seq, now, prepared, event));
  }

  private Optional<First> first(AppendStatements sql, Bytes identity) throws SQLException {
    long seq = identities.seqOf(identity.bytes());
    return seq == IdentityTable.NONE ? Optional.empty() : sql.byIdentity(identity, seq);
  }

  private static Result again(Prepared prepared, First first) {
    return first.contentHash().same(prepared.contentHash())
        ? new Result.Repeated(first.seq(), first.eid(), prepared.entry().event())
        : new Result.Different(first.eid());
  }

  private Result verdicts(Insert insert) throws SQLException {
    List<Planned> planned = insert.prepared().entry().planned();
    List<Verdict> verdicts = new ArrayList<>(Math.max(1, planned.size()));
    List<Held> held = new ArrayList<>(planned.size());
    if (planned.isEmpty()) {
      Verdict unmatched = plain(null, Kind.unmatched, insert);
      insert.sql().insertVerdict(insert.seq(), 0, unmatched, null, null);
      verdicts.add(unmatched);
    }
    for (int n = 0; n < planned.size(); n++) {
      verdicts.add(verdict(insert, n, planned.get(n), held));
    }
    return new Result.New(
        new StoredEvent(insert.seq(), insert.at(), insert.event(), List.copyOf(verdicts)), held);
  }

  private Verdict verdict(Insert insert, int n, Planned planned, List<Held> held)
      throws SQLException {
    if (planned instanceof Planned.Work work) {
      return work(insert, n, work, held);
    }
    if (planned instanceof Planned.Broken broken) {
      Verdict dead = dead(broken.route(), null, broken.reason(), broken.detail(), insert);
      insert.sql().insertVerdict(insert.seq(), n, dead, null, null);
      return dead;
    }
    return plain(planned.route(), Kind.filtered, insert);
  }

  private Verdict work(Insert insert, int n, Planned.Work work, List<Held> held)
      throws SQLException {
    AppendStatements sql = insert.sql();
    Target target = Target.of(work.action(), insert.event());
    if (!(work.action() instanceof Action.Start)) {
      target = sql.latest(target);
    }
    if (insert.event().chain() > Event.MAX_CHAIN) {
      String detail = "More than " + Event.MAX_CHAIN + " events caused one another";
      Verdict looping = dead(work.route(), target, Reasons.CAUSATION_TOO_LONG, detail, insert);
      sql.insertVerdict(insert.seq(), n, looping, target, null);
      return looping;
    }
    @Nullable Long runSeq = null;
    if (work.action() instanceof Action.Start start) {
      Optional<AppendStatements.Claim> claim = claimOf(sql, target);
      if (claim.isPresent() && isCurrent(claim.get().at(), insert.at())) {
        Verdict taken = taken(insert, work.route(), target, claim.get());
        sql.insertVerdict(insert.seq(), n, taken, target, claim.get().seq());
        return taken;
      }
      sql.insertClaim(
          target, insert.seq(), n, insert.prepared(), insert.at(), start.workflowType());
      runSeq = insert.seq();
    }
    Verdict verdict = waiting(insert, work.route(), target, holdReason.get());
    sql.insertVerdict(insert.seq(), n, verdict, target, runSeq, work.enriched());
    Optional<String> stopped = stops.inUse() ? sql.stopped(insert.seq(), n) : Optional.empty();
    if (stopped.isPresent()) {
      return waiting(insert, work.route(), target, stopped.get());
    }
    held.add(held(insert, n, work, target, verdict.reason()));
    return verdict;
  }

  private Optional<AppendStatements.Claim> claimOf(AppendStatements sql, Target target)
      throws SQLException {
    Optional<AppendStatements.Claim> claim = sql.claimOf(target);
    return claim.isPresent() || !remembered.isAny() ? claim : sql.remembered(target);
  }

  /** What the event is when its workflow id is claimed already. */
  private static Verdict taken(
      Insert insert, String route, Target target, AppendStatements.Claim claim)
      throws SQLException {
    if (claim.contentHash().same(insert.prepared().contentHash())) {
      return new Verdict(
          route,
          Kind.duplicate,
          null,
          insert.at(),
          target.workflowId(),
          claim.runId(),
          claim.status(),
          0,
          null,
          null);
    }
    String detail =
        "The workflow id %s was claimed by the event %s with other content"
            .formatted(target.workflowId(), insert.sql().eidOf(claim.seq()));
    return dead(route, target, Reasons.WORKFLOW_ID_CONFLICT, detail, insert);
  }

  private boolean isCurrent(long claimedAt, Instant now) {
    return claimedAt > now.minus(config.identityWindow()).toEpochMilli();
  }

  private static Held held(
      Insert insert, int n, Planned.Work work, Target target, @Nullable String reason) {
    return new Held(
        insert.seq(),
        n,
        insert.at(),
        insert.event(),
        insert.prepared().contentHash().hex(),
        work.route(),
        target,
        0,
        reason,
        work.enriched(),
        work.action() instanceof Action.Start,
        null,
        work.action());
  }

  private static Verdict waiting(Insert insert, String route, Target target, String reason) {
    return new Verdict(
        route,
        Kind.held,
        reason,
        insert.at(),
        target.isWorkflow() ? target.workflowId() : null,
        null,
        null,
        0,
        null,
        null);
  }

  private static Verdict plain(@Nullable String route, Kind kind, Insert insert) {
    return new Verdict(route, kind, null, insert.at(), null, null, null, 0, null, null);
  }

  private static Verdict dead(
      String route, @Nullable Target target, String reason, String detail, Insert insert) {
    String workflowId = target == null || !target.isWorkflow() ? null : target.workflowId();
    return new Verdict(
        route, Kind.dead, reason, insert.at(), workflowId, null, null, 0, detail, null);
  }

  private AppendStatements on(Connection connection) throws SQLException {
    AppendStatements current = statements;
    if (current == null || !current.isOf(connection)) {
      current = new AppendStatements(connection);
      statements = current;
    }
    return current;
  }

  /** Bytes as a value: never changed, compared in constant time. */
  static final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean same(Bytes other) {
      return MessageDigest.isEqual(bytes, other.bytes);
    }

    String hex() {
      return HexFormat.of().formatHex(bytes);
    }
  }
}
