package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Stops.Pause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How stopped work lies in the rows of verdicts. What is written here keeps one promise: no held
 * work for a workflow goes before stopped work for it that came earlier.
 */
final class StopRows {

  /** Let go, and to be read; what is not stopped at all has null. */
  static final int RELEASED = 0;

  static final int PAUSED = 1;
  static final int BEHIND = 2;
  static final int TIMED = 3;

  /** The places of one page, and no others. */
  private static final String WITHIN =
      "kind = 'held' AND (seq, n) > (?, ?) AND (seq, n) <= (?, ?) AND ";

  /** Whether something that {@code %s} picks by its kind of stop stands before a row. */
  private static final String EARLIER =
      """
      EXISTS (SELECT 1 FROM verdicts b WHERE b.stopped IS NOT NULL AND b.stopped %s
        AND b.kind = 'held' AND b.workflow_id = verdicts.workflow_id
        AND b.namespace = verdicts.namespace AND (b.seq, b.n) < (verdicts.seq, verdicts.n))""";

  private static final Place END = new Place(Long.MAX_VALUE, Integer.MAX_VALUE);

  private StopRows() {}

  static Map<String, Pause> paused(Connection connection) throws SQLException {
    Map<String, Pause> paused = new TreeMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT route, at, by FROM paused_routes");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        paused.put(
            row.getString("route"),
            new Pause(Rows.instant(row.getLong("at")), row.getString("by")));
      }
    }
    return paused;
  }

  static void pause(Connection connection, String route, long at, String by) throws SQLException {
    RunRows.update(
        connection, "INSERT INTO paused_routes (route, at, by) VALUES (?,?,?)", route, at, by);
    note(connection, route, at, "pause", by);
  }

  /** Whether it was paused. */
  static boolean resume(Connection connection, String route, long at, String by)
      throws SQLException {
    if (RunRows.update(connection, "DELETE FROM paused_routes WHERE route = ?", route) == 0) {
      return false;
    }
    note(connection, route, at, "resume", by);
    return true;
  }

  private static void note(Connection connection, String route, long at, String act, String by)
      throws SQLException {
    RunRows.update(
        connection,
        "INSERT INTO route_acts (route, at, act, by) VALUES (?,?,?,?)",
        route,
        at,
        act,
        by);
  }

  /**
   * Makes some of what is held, after {@code place}, what the routes that are paused now say: work
   * of theirs is stopped, and what is behind it; all else is let go. It is right when all before it
   * is. Gives how far that is, and nothing at the end.
   */
  static Optional<Place> settle(Connection connection, Place place, int atMost)
      throws SQLException {
    Optional<Place> upTo = held(connection, place, atMost);
    within(
        connection,
        "stopped = 1",
        "coalesce(stopped, 0) IN (0, 2) AND route IN (SELECT route FROM paused_routes)",
        place,
        upTo);
    within(
        connection,
        "stopped = 2",
        "stopped = 1 AND route NOT IN (SELECT route FROM paused_routes)",
        place,
        upTo);
    String isBehind = EARLIER.formatted("IN (1, 3)");
    within(connection, "stopped = 2", "coalesce(stopped, 0) = 0 AND " + isBehind, place, upTo);
    within(connection, "stopped = 0", "stopped = 2 AND NOT " + isBehind, place, upTo);
    return upTo;
  }

  private static void within(
      Connection connection, String set, String which, Place after, Optional<Place> upTo)
      throws SQLException {
    Place last = upTo.orElse(END);
    RunRows.update(
        connection,
        "UPDATE verdicts SET " + set + " WHERE " + WITHIN + which,
        after.seq(),
        after.n(),
        last.seq(),
        last.n());
  }

  /** The place of the last of so many pieces; empty where there are fewer. */
  private static Optional<Place> held(Connection connection, Place after, int atMost)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT seq, n FROM verdicts WHERE kind = 'held' AND (seq, n) > (?, ?)
            ORDER BY seq, n LIMIT 1 OFFSET ?""")) {
      statement.setLong(1, after.seq());
      statement.setInt(2, after.n());
      statement.setInt(3, atMost - 1);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Place(row.getLong(1), row.getInt(2)))
            : Optional.empty();
      }
    }
  }

  static boolean isDue(Connection connection, long now) throws SQLException {
    return exists(
        connection,
        "SELECT 1 FROM verdicts INDEXED BY verdicts_due WHERE stopped = 3 AND next_attempt_at <= ?",
        now);
  }

  /** So much of what has come to its time is let go, unless its route is paused. */
  static void letDueGo(Connection connection, long now, int atMost) throws SQLException {
    Set<Target> targets = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            UPDATE verdicts SET stopped =
              CASE WHEN route IN (SELECT route FROM paused_routes) THEN 1 ELSE 2 END
            WHERE (seq, n) IN (
              SELECT seq, n FROM verdicts INDEXED BY verdicts_due
              WHERE stopped = 3 AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?)
            RETURNING workflow_id, namespace""")) {
      statement.setLong(1, now);
      statement.setInt(2, atMost);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          targets.add(new Target(row.getString(1), row.getString(2)));
        }
      }
    }
    for (Target target : targets) {
      int unused = releaseBehind(connection, target);
    }
  }

  /** Lets go what nothing of its workflow is before any more, after some of it was done. */
  static int releaseBehind(Connection connection, Target target) throws SQLException {
    return RunRows.update(
        connection,
        """
        UPDATE verdicts SET stopped = 0 WHERE workflow_id = ? AND namespace = ?
          AND kind = 'held' AND stopped IS NOT NULL AND stopped = 2 AND NOT\s"""
            + EARLIER.formatted("IN (1, 3)"),
        target.workflowId(),
        target.namespace());
  }

  /** The oldest of what was let go, which is then like all other held work. */
  static List<Held> takeReleased(Connection connection, int atMost) throws SQLException {
    List<Held> work =
        Backlog.held(connection, "v.stopped IS NOT NULL AND v.stopped = 0", Place.START, atMost);
    for (Held each : work) {
      RunRows.update(
          connection,
          "UPDATE verdicts SET stopped = NULL WHERE seq = ? AND n = ?",
          each.seq(),
          each.n());
    }
    return work;
  }

  /** Whether something up to there was let go and is not taken. */
  static boolean isReleased(Connection connection, Place upTo) throws SQLException {
    return exists(
        connection,
        """
        SELECT 1 FROM verdicts WHERE stopped IS NOT NULL AND stopped = 0 AND kind = 'held'
          AND (seq, n) <= (?, ?)""",
        upTo.seq(),
        upTo.n());
  }

  static boolean isAnyStopped(Connection connection) throws SQLException {
    return exists(connection, "SELECT 1 FROM verdicts WHERE stopped IS NOT NULL AND stopped > 0");
  }

  static boolean isHeld(Connection connection, Place place) throws SQLException {
    return exists(
        connection,
        "SELECT 1 FROM verdicts WHERE seq = ? AND n = ? AND kind = 'held'",
        place.seq(),
        place.n());
  }

  private static boolean exists(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql + " LIMIT 1")) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * How held work that is not stopped yet must be now: what is written is also given back, {@link
   * #RELEASED} for what may go on, or is not held.
   */
  static int stop(Connection connection, Place place) throws SQLException {
    int stopped =
        RunRows.update(
            connection,
            """
            UPDATE verdicts SET stopped = 1 WHERE seq = ? AND n = ? AND kind = 'held'
              AND route IN (SELECT route FROM paused_routes)""",
            place.seq(),
            place.n());
    if (stopped > 0) {
      return PAUSED;
    }
    int behind =
        RunRows.update(
            connection,
            "UPDATE verdicts SET stopped = 2 WHERE seq = ? AND n = ? AND kind = 'held' AND "
                + EARLIER.formatted("> 0"),
            place.seq(),
            place.n());
    return behind > 0 ? BEHIND : RELEASED;
  }
}
