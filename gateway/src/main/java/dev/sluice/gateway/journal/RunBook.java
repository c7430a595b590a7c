package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs that events started, as far as the journal knows: what lists, statuses and restarts are
 * made from on every engine. Safe for many threads.
 */
public final class RunBook {

  /**
   * One run. {@code place} is that of the event and the route that started it; {@code runId} and
   * {@code status} are absent until the engine has taken it.
   */
  public record Run(
      Place place,
      UUID eid,
      Target target,
      String workflowType,
      String route,
      @Nullable String runId,
      @Nullable RunStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {

    long seq() {
      return place.seq();
    }
  }

  /** What a run is called whose start is kept and not made yet: it has no status. */
  public static final String HELD = "held";

  private static final Place END = new Place(Long.MAX_VALUE, Integer.MAX_VALUE);

  private final Database database;
  private final Clock clock;
  private final Stops stops;
  private final Consumer<End> ended;

  RunBook(Database database, Clock clock, Stops stops, Consumer<End> ended) {
    this.database = database;
    this.clock = clock;
    this.stops = stops;
    this.ended = ended;
  }

  /** The newest run under this id, or its start that is still held; a start that died is none. */
  public Optional<Run> find(String workflowId) {
    String sql =
        RunRows.SELECT
            + """
              WHERE r.workflow_id = ? AND (r.run_id IS NOT NULL OR v.kind = 'held')
              ORDER BY r.seq DESC LIMIT 1""";
    return database.read(
        connection -> RunRows.read(connection, sql, workflowId).stream().findFirst());
  }

  /** The run that the journal holds as running under this id. */
  public Optional<Run> findOpen(Target target) {
    String sql =
        RunRows.SELECT
            + """
              WHERE r.workflow_id = ? AND r.namespace = ? AND r.status = 'running'
              ORDER BY r.seq DESC LIMIT 1""";
    return database.read(
        connection ->
            RunRows.read(connection, sql, target.workflowId(), target.namespace()).stream()
                .findFirst());
  }

  /** Whether a start under this id is kept and not done yet. */
  public boolean isStartHeld(Target target) {
    String sql =
        """
        SELECT 1 FROM runs r JOIN verdicts v ON v.seq = r.seq AND v.n = r.n
        WHERE r.workflow_id = ? AND r.namespace = ? AND v.kind = 'held' LIMIT 1""";
    return database.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, target.workflowId());
            statement.setString(2, target.namespace());
            try (ResultSet row = statement.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  public List<String> namespacesOfOpen() {
    return database.read(
        connection -> {
          List<String> namespaces = new ArrayList<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT DISTINCT namespace FROM runs WHERE status = 'running'");
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              namespaces.add(row.getString(1));
            }
          }
          return namespaces;
        });
  }

  /** When the oldest of them began. */
  public Optional<Instant> oldestOpenStart(String namespace) {
    return database.read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  SELECT min(started_at) AS started_at FROM runs
                  WHERE status = 'running' AND namespace = ?""")) {
            statement.setString(1, namespace);
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.ofNullable(Rows.optionalInstant(row, "started_at"))
                  : Optional.empty();
            }
          }
        });
  }

  /** Runs that the journal holds as running, oldest first, after {@code place}. */
  public List<Run> open(Place place, int atMost) {
    String sql =
        RunRows.SELECT
            + """
              WHERE r.status = 'running' AND (r.seq, r.n) > (?, ?)
              ORDER BY r.seq, r.n LIMIT ?""";
    return database.read(
        connection -> RunRows.read(connection, sql, place.seq(), place.n(), atMost));
  }

  /** Newest first, with what is held; {@code status} and {@code route} narrow it down. */
  public Page<Run> list(
      @Nullable String status, @Nullable String route, int limit, @Nullable String cursor) {
    int most = Math.max(1, Math.min(1_000, limit));
    Place before = cursor == null ? END : EventSearch.Cursors.place(cursor);
    String sql =
        RunRows.SELECT
            + """
              WHERE (r.run_id IS NOT NULL OR v.kind = 'held') AND (r.seq, r.n) < (?, ?)
                AND (? IS NULL OR coalesce(r.status, 'held') = ?)
                AND (? IS NULL OR v.route = ?) ORDER BY r.seq DESC, r.n DESC LIMIT ?""";
    List<Run> found =
        database.read(
            connection ->
                RunRows.read(
                    connection,
                    sql,
                    before.seq(),
                    before.n(),
                    status,
                    status,
                    route,
                    route,
                    most + 1));
    return found.size() <= most
        ? new Page<>(found, null)
        : new Page<>(
            List.copyOf(found.subList(0, most)),
            EventSearch.Cursors.of(found.get(most - 1).place()));
  }

  /**
   * A run's end, as the engine tells it. {@code runId} is the last one's of that workflow id;
   * {@code error} is why it did not come to a good one.
   */
  public record End(Run run, String runId, RunStatus status, Instant at, @Nullable String error) {}

  /**
   * Says how runs ended: one that failed, timed out or was terminated is a dead letter, but one
   * that failed or timed out is held again where its route has {@code retries} that are left. A run
   * that is known to have ended keeps its end.
   */
  public CompletableFuture<List<End>> end(
      List<End> ends, Function<String, Optional<Retry>> retries) {
    return stops.stopping(
        connection -> {
          List<End> news = new ArrayList<>();
          for (End end : ends) {
            Optional<Retry> retry = retries.apply(end.run().route());
            if (RunRows.end(connection, end, retry, clock.instant())) {
              news.add(end);
            }
          }
          return news;
        },
        news -> {
          news.forEach(ended);
          return CompletableFuture.completedFuture(news);
        });
  }

  /** The engine goes on with the workflow under another run id: after a reset, say. */
  public CompletableFuture<Integer> follow(Run run, String runId) {
    return database.write(
        connection ->
            RunRows.update(
                connection,
                """
                UPDATE runs SET run_id = ?
                WHERE workflow_id = ? AND namespace = ? AND seq = ? AND status = 'running'""",
                runId,
                run.target().workflowId(),
                run.target().namespace(),
                run.seq()));
  }

  /**
   * A run that was cut off goes on under another run id: it was reset. Completes with false when
   * what runs now is not the run of the event {@code eid}, or a later event has its workflow id.
   */
  public CompletableFuture<Boolean> goesOn(Target target, long seq, UUID eid, String runId) {
    return database.write(connection -> RunRows.goesOn(connection, target, seq, eid, runId));
  }

  /** A run that a server does not know any more: a dead letter, and its workflow id is free. */
  public CompletableFuture<Boolean> lose(Run run, String detail) {
    return database.write(
        connection -> {
          String runId = String.valueOf(run.runId());
          End end = new End(run, runId, RunStatus.lost, clock.instant(), detail);
          if (!RunRows.end(connection, end, Optional.empty(), clock.instant())) {
            return false;
          }
          RunRows.update(
              connection,
              "UPDATE runs SET released = 1 WHERE workflow_id = ? AND namespace = ? AND seq = ?",
              run.target().workflowId(),
              run.target().namespace(),
              run.seq());
          RunRows.update(
              connection,
              """
              UPDATE verdicts SET kind = 'dead', reason = ?, at = ?, last_error = ?
              WHERE seq = ? AND workflow_id = ? AND kind = 'started'""",
              Reasons.LOST,
              clock.millis(),
              detail,
              run.seq(),
              run.target().workflowId());
          return true;
        });
  }

  /**
   * Holds again what the in-process engine lost with its memory: the starts of all running runs and
   * what was sent to them, in the journal's order. A start that is still held may have been made,
   * and lost before it was marked: it is a repeated one as well.
   *
   * @return how many pieces of work that is
   */
  public CompletableFuture<Integer> holdRunningAgain() {
    return database.write(
        connection -> {
          int again =
              RunRows.update(
                  connection,
                  """
                  UPDATE verdicts SET kind = 'held', reason = ?, next_attempt_at = NULL
                  WHERE kind IN ('started', 'signalled', 'updated', 'cancelled') AND kind <> 'held'
                    AND EXISTS (SELECT 1 FROM runs r WHERE r.workflow_id = verdicts.workflow_id
                      AND r.namespace = verdicts.namespace AND r.seq = verdicts.run_seq
                      AND r.status = 'running')""",
                  Reasons.ENGINE_RESTARTED);
          return again
              + RunRows.update(
                  connection,
                  """
                  UPDATE verdicts SET reason = ?
                  WHERE kind = 'held' AND reason <> ? AND stopped IS NOT 3 AND EXISTS (SELECT 1 FROM runs r
                    WHERE r.seq = verdicts.seq AND r.n = verdicts.n)""",
                  Reasons.ENGINE_RESTARTED,
                  Reasons.ENGINE_RESTARTED);
        });
  }
}
