package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The held verdicts: work that is kept and has to be done. Read in the journal's order, ended by
 * {@link #mark}. Safe for many threads.
 */
public final class Backlog {

  /**
   * A place in the journal's order: up to and with the verdict {@code n} of the event {@code seq}.
   */
  public record Place(long seq, int n) {

    public static final Place START = new Place(0, 0);
  }

  /** All that is held after one place and up to {@code upTo}. */
  public record Piece(List<Held> work, Place upTo, boolean last) {}

  /**
   * {@code stopped} of the {@code count} are not to be done now; {@code oldest} is none of them.
   */
  public record Size(long count, long stopped, @Nullable Instant oldest) {

    public long toDo() {
      return count - stopped;
    }
  }

  private final Database database;
  private final Clock clock;
  private final BiConsumer<Held, Outcome> marked;
  private final Map<Kind, Counter> verdicts = new EnumMap<>(Kind.class);
  private final Stops stops;
  private final JournalConfig config;

  /** Counted as it changes, and set right whenever somebody counts in the table. */
  private final AtomicLong waiting = new AtomicLong();

  Backlog(
      Database database,
      JournalConfig config,
      MeterRegistry meters,
      Stops stops,
      BiConsumer<Held, Outcome> marked) {
    this.database = database;
    this.stops = stops;
    this.clock = config.clock();
    this.config = config;
    this.marked = marked;
    for (Kind kind : Kind.values()) {
      verdicts.put(
          kind, Counter.builder("sluice.verdicts").tag("kind", kind.name()).register(meters));
    }
    var unused = size();
  }

  /**
   * Whether no more work of this urgency may wait. The last fifth is kept for what is more urgent,
   * step by step: 1 finds its place up to 82 % of it, 10 up to the whole.
   */
  boolean isFullFor(int priority) {
    return waiting.get() * 100 >= config.backlog() * (80 + 2L * priority);
  }

  /**
   * The oldest held work after {@code place} that is not stopped; empty when something before it
   * was let go and is to be taken first: its commit may not be told yet.
   */
  public Optional<Piece> after(Place place, int atMost) {
    return database.read(
        connection -> {
          if (StopRows.isReleased(connection, place)) {
            return Optional.empty();
          }
          List<Held> work = held(connection, "coalesce(v.stopped, 0) = 0", place, atMost);
          return work.size() < atMost
              ? Optional.of(
                  new Piece(work, new Place(lastSeq(connection), Integer.MAX_VALUE), true))
              : Optional.of(new Piece(work, work.get(work.size() - 1).place(), false));
        });
  }

  public Size size() {
    return database.read(
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      SELECT count(*), sum(coalesce(stopped, 0) > 0),
                        min(CASE WHEN coalesce(stopped, 0) > 0 THEN NULL ELSE seq END)
                      FROM verdicts WHERE kind = 'held'""");
              ResultSet row = statement.executeQuery()) {
            row.next();
            long count = row.getLong(1);
            long stopped = row.getLong(2);
            waiting.set(count);
            return new Size(
                count, stopped, count == stopped ? null : acceptedAt(connection, row.getLong(3)));
          }
        });
  }

  /** Writes what became of the work; the future completes when it is on disk. */
  public CompletableFuture<Outcome> mark(Held work, Outcome outcome) {
    return database.write(
        connection -> marked(connection, work, outcome),
        done -> {
          Kind kind = done.kind();
          count(kind);
          if (kind != Kind.held) {
            waiting.decrementAndGet();
          }
          marked.accept(work, outcome);
          if (done.hasReleased()) {
            // In the order of the commits: what is committed next is behind it.
            stops.tellReleased();
          }
          return CompletableFuture.completedFuture(outcome);
        });
  }

  private record Marked(Kind kind, boolean hasReleased) {}

  private Marked marked(Connection connection, Held work, Outcome outcome) throws SQLException {
    Kind kind = new Mark(connection, work, clock.instant()).as(outcome);
    return new Marked(
        kind,
        kind != Kind.held
            && stops.inUse()
            && StopRows.releaseBehind(connection, work.target()) > 0);
  }

  /** Says on all work that nobody has tried yet why it waits. */
  public CompletableFuture<Integer> explain(String from, String to) {
    return database.write(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "UPDATE verdicts SET reason = ? WHERE kind = 'held' AND reason = ?")) {
            statement.setString(1, to);
            statement.setString(2, from);
            return statement.executeUpdate();
          }
        });
  }

  void count(List<Verdict> firsts) {
    for (Verdict verdict : firsts) {
      count(verdict.kind());
      if (verdict.kind() == Kind.held) {
        waiting.incrementAndGet();
      }
    }
  }

  private void count(Kind kind) {
    Objects.requireNonNull(verdicts.get(kind)).increment();
  }

  /** Of the held work, what is {@code which}. */
  static List<Held> held(Connection connection, String which, Place place, int atMost)
      throws SQLException {
    String sql =
        """
        SELECT e.*, v.n, v.route, v.namespace, v.workflow_id, v.attempts, v.reason,
          v.enriched, coalesce(r.released, 1) = 0 AS claims,
          CASE WHEN r.status <> 'running' THEN r.run_id END AS former_run
        FROM verdicts v JOIN events e ON e.seq = v.seq LEFT JOIN runs r
          ON r.workflow_id = v.workflow_id AND r.namespace = v.namespace AND r.seq = v.seq
            AND r.n = v.n
        WHERE v.kind = 'held' AND %s AND (v.seq, v.n) > (?, ?) ORDER BY v.seq, v.n LIMIT ?"""
            .formatted(which);
    List<Held> work = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, place.seq());
      statement.setInt(2, place.n());
      statement.setInt(3, atMost);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          work.add(held(row));
        }
      }
    }
    return work;
  }

  private static Held held(ResultSet row) throws SQLException {
    Event event = Rows.event(row);
    String workflowId = row.getString("workflow_id");
    return new Held(
        row.getLong("seq"),
        row.getInt("n"),
        Rows.instant(row.getLong("accepted_at")),
        event,
        HexFormat.of().formatHex(row.getBytes("content_hash")),
        row.getString("route"),
        workflowId == null
            ? Target.ofPublishing(event)
            : new Target(workflowId, row.getString("namespace")),
        row.getInt("attempts"),
        row.getString("reason"),
        Rows.optionalJson(row, "enriched"),
        row.getBoolean("claims"),
        row.getString("former_run"),
        null);
  }

  private static long lastSeq(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM events");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Instant acceptedAt(Connection connection, long seq) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT accepted_at FROM events WHERE seq = ?")) {
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return Rows.instant(row.getLong(1));
      }
    }
  }
}
