package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Verdict.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the verdicts of the kept events are spread over the routes, and what went wrong last on each.
 * Counting goes through all verdicts, so that it is done {@link Seldom}. Safe for many threads.
 */
public final class RouteNumbers {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private static final String ALL = "all";

  /** The newest failure: of a dead letter, or of work that is tried again. */
  public record LastError(Instant at, @Nullable String reason, @Nullable String error) {}

  public record Numbers(Map<Kind, Long> verdicts, @Nullable LastError lastError) {

    public static final Numbers NONE = new Numbers(Map.of(), null);

    public long of(Kind kind) {
      return verdicts.getOrDefault(kind, 0L);
    }
  }

  /** The routes that have verdicts, as they were then. */
  public record Counted(Instant at, Map<String, Numbers> byRoute) {

    public Numbers of(String route) {
      return byRoute.getOrDefault(route, Numbers.NONE);
    }
  }

  private final Database database;
  private final Clock clock;
  private final Seldom<String, Counted> counts;

  public RouteNumbers(Database database, Clock clock) {
    this(database, clock, System::nanoTime);
  }

  /**
   * @param nanos by which it is measured how long counting takes
   */
  RouteNumbers(Database database, Clock clock, LongSupplier nanos) {
    this.database = database;
    this.clock = clock;
    this.counts = new Seldom<>(FRESH, 1, clock, nanos);
  }

  /** While somebody counts, the others get the numbers before, where there are some. */
  public Counted read() {
    return counts.read(ALL, this::count);
  }

  /** For who made a change and wants to see it; the others go on with the numbers before. */
  public Counted readAnew() {
    return counts.readAnew(ALL, this::count);
  }

  private Counted count() {
    return new Counted(Rows.instant(clock.millis()), database.read(RouteNumbers::count));
  }

  private static Map<String, Numbers> count(Connection connection) throws SQLException {
    Map<String, Map<Kind, Long>> counts = new HashMap<>();
    Map<String, LastError> errors = new HashMap<>();
    // Each in its index's own words: counting reads no more than the index.
    each(
        connection,
        """
        SELECT route, kind, count(*) AS number FROM verdicts
        WHERE kind <> 'held' AND route IS NOT NULL GROUP BY kind, route""",
        row -> add(counts, row, Kind.valueOf(row.getString("kind"))));
    each(
        connection,
        "SELECT route, count(*) AS number FROM verdicts WHERE kind = 'held' GROUP BY route",
        row -> add(counts, row, Kind.held));
    each(connection, Filtered.NUMBERS, row -> add(counts, row, Kind.filtered));
    for (String kind : new String[] {"dead", "held"}) {
      each(
          connection,
          """
          SELECT route, max(at) AS at, reason, last_error FROM verdicts
          WHERE kind = '%s' AND last_error IS NOT NULL AND route IS NOT NULL GROUP BY route"""
              .formatted(kind),
          row ->
              errors.merge(
                  row.getString("route"),
                  new LastError(
                      Rows.instant(row.getLong("at")),
                      row.getString("reason"),
                      row.getString("last_error")),
                  (one, other) -> one.at().isAfter(other.at()) ? one : other));
    }
    Map<String, Numbers> numbers = new HashMap<>();
    counts.forEach((route, byKind) -> numbers.put(route, new Numbers(byKind, errors.get(route))));
    return Map.copyOf(numbers);
  }

  private static void add(Map<String, Map<Kind, Long>> counts, ResultSet row, Kind kind)
      throws SQLException {
    counts
        .computeIfAbsent(row.getString("route"), route -> new EnumMap<>(Kind.class))
        .merge(kind, row.getLong("number"), Long::sum);
  }

  private interface Row {
    void see(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, Row seen) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        seen.see(row);
      }
    }
  }
}
