package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter.Act;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * New business attempts of runs that have ended: {@code order-1~2}, {@code order-1~3}, each with a
 * verdict of its own. The base id stands for the latest of them, for what is sent to it and for
 * those who ask. Safe for many threads.
 */
public final class Attempts {

  /** A later claim of the base id itself is newer than the attempts before it. */
  static final String LATEST =
      """
      SELECT a.workflow_id FROM runs a WHERE a.base = ? AND a.namespace = ?
        AND NOT EXISTS (SELECT 1 FROM runs b WHERE b.workflow_id = a.base
          AND b.namespace = a.namespace AND b.seq > a.seq AND b.released = 0)
      ORDER BY a.seq DESC, a.attempt DESC LIMIT 1""";

  /** What came of asking for one. */
  public sealed interface Begun {

    /** It is held, and will be dispatched. */
    record Attempt(Held work) implements Begun {}

    /** The latest attempt waits for its start or runs. */
    record NotOver() implements Begun {}
  }

  private record Latest(Target target, String base, int attempt) {}

  private final Database database;
  private final Clock clock;
  private final Consumer<Held> heldAgain;

  Attempts(Database database, Clock clock, Consumer<Held> heldAgain) {
    this.database = database;
    this.clock = clock;
    this.heldAgain = heldAgain;
  }

  /** The latest attempt of that id in that namespace: the id itself, where there is no other. */
  public Target latest(Target target) {
    return database.read(connection -> latest(connection, target));
  }

  static Target latest(Connection connection, Target target) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
      return latest(statement, target);
    }
  }

  static Target latest(PreparedStatement statement, Target target) throws SQLException {
    statement.setString(1, target.workflowId());
    statement.setString(2, target.namespace());
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? new Target(row.getString(1), target.namespace()) : target;
    }
  }

  /**
   * Begins one after {@code run}, which is the latest, from the same event, by a start that is as
   * {@code work} says but for the id. A dead letter that the run was is put away.
   */
  public CompletableFuture<Begun> begin(Run run, StoredEvent event, Planned.Work work, String by) {
    return database.write(
        connection -> begin(connection, run, event, work, by),
        begun -> {
          if (begun instanceof Begun.Attempt attempt) {
            heldAgain.accept(attempt.work());
          }
          return CompletableFuture.completedFuture(begun);
        });
  }

  private Begun begin(
      Connection connection, Run run, StoredEvent event, Planned.Work work, String by)
      throws SQLException {
    Optional<Latest> over = over(connection, run);
    if (over.isEmpty()) {
      return new Begun.NotOver();
    }
    Latest before = over.get();
    int attempt = before.attempt() + 1;
    Target target = new Target(before.base() + "~" + attempt, before.target().namespace());
    int n = insertVerdict(connection, run, target, work.enriched());
    AttemptRows.insert(connection, run, n, before.base(), attempt, target, clock.millis());
    putAway(connection, run, target, by);
    return new Begun.Attempt(
        new Held(
            run.place().seq(),
            n,
            event.acceptedAt(),
            event.event(),
            AttemptRows.contentHash(connection, run.place().seq()),
            run.route(),
            target,
            0,
            Reasons.QUEUED,
            work.enriched(),
            true,
            null,
            work.action()));
  }

  /** The run as it is now, when it has ended and no other attempt came after it. */
  private static Optional<Latest> over(Connection connection, Run run) throws SQLException {
    String sql =
        """
        SELECT r.status, r.base, r.attempt, v.kind FROM runs r
          JOIN verdicts v ON v.seq = r.seq AND v.n = r.n
        WHERE r.workflow_id = ? AND r.namespace = ? AND r.seq = ?""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run.target().workflowId());
      statement.setString(2, run.target().namespace());
      statement.setLong(3, run.place().seq());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()
            || row.getString("status") == null
            || row.getString("status").equals(RunStatus.running.name())
            || row.getString("kind").equals(Verdict.Kind.held.name())) {
          return Optional.empty();
        }
        String base = row.getString("base");
        Latest latest =
            new Latest(
                run.target(),
                base == null ? run.target().workflowId() : base,
                row.getInt("attempt"));
        Target newest = latest(connection, new Target(latest.base(), run.target().namespace()));
        return newest.equals(run.target()) ? Optional.of(latest) : Optional.empty();
      }
    }
  }

  private int insertVerdict(
      Connection connection, Run run, Target target, @Nullable JsonNode enriched)
      throws SQLException {
    int n = AttemptRows.nextN(connection, run.place().seq());
    RunRows.update(
        connection,
        """
        INSERT INTO verdicts (seq, n, route, kind, reason, at, namespace, workflow_id, run_seq,
          enriched, changed)
        VALUES (?,?,?,'held',?,?,?,?,?,?, 1 + (SELECT n FROM last_change))""",
        run.place().seq(),
        n,
        run.route(),
        Reasons.QUEUED,
        clock.millis(),
        target.namespace(),
        target.workflowId(),
        run.place().seq(),
        enriched == null ? null : enriched.toString());
    return n;
  }

  private void putAway(Connection connection, Run run, Target target, String by)
      throws SQLException {
    Place place = run.place();
    Instant now = clock.instant();
    String why = "the new attempt " + target.workflowId() + " took its place";
    DeadLetterRows.insertAct(connection, place, new Act(now, "attempt", by, why), null);
    RunRows.update(
        connection,
        """
        UPDATE verdicts SET kind = 'discarded', at = ?, next_attempt_at = NULL
        WHERE seq = ? AND n = ? AND kind = 'dead'""",
        now.toEpochMilli(),
        place.seq(),
        place.n());
  }
}
