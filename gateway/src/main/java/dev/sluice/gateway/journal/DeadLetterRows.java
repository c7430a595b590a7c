package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter.Act;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How dead letters lie in the rows of verdicts, events and runs. */
final class DeadLetterRows {

  private static final String SELECT =
      """
      SELECT %s, v.n, v.route, v.kind, v.reason, v.at, v.workflow_id, v.attempts, v.last_error,
        v.next_attempt_at, v.stopped, v.namespace, v.enriched, r.run_id, r.status,
        coalesce(r.attempt, 1) AS attempt
      FROM verdicts v JOIN events e ON e.seq = v.seq LEFT JOIN runs r
        ON r.workflow_id = v.workflow_id AND r.namespace = v.namespace AND r.seq = v.run_seq
      """;

  private static final String WHOLE = SELECT.formatted("e.*");
  private static final String BRIEF = SELECT.formatted(Rows.BRIEF);

  private DeadLetterRows() {}

  /** One search: SQL narrows down, {@code type} decides, since * crosses segments in SQLite. */
  static final class Search {

    private final StringBuilder where = new StringBuilder("WHERE v.kind = 'dead'");
    private final List<Object> values = new ArrayList<>();
    private final TypeFilter type;
    private final boolean isOfType;

    Search(Filter filter) {
      type = TypeFilter.of(filter.type());
      isOfType = filter.type() != null;
      and("e.type GLOB ?", filter.type() == null ? null : type.sqlGlob());
      and("v.reason = ?", filter.reason());
      and("v.route = ?", filter.route());
      and("v.at >= ?", millis(filter.since()));
      and("v.at <= ?", millis(filter.until()));
    }

    /** Newest first, and without the events' data. */
    List<DeadLetter> before(Connection connection, Place place, int atMost) throws SQLException {
      return read(connection, BRIEF, "<", "DESC", place, atMost);
    }

    /** Oldest first. */
    List<DeadLetter> after(Connection connection, Place place, int atMost) throws SQLException {
      return read(connection, WHOLE, ">", "ASC", place, atMost);
    }

    private List<DeadLetter> read(
        Connection connection, String select, String side, String order, Place place, int atMost)
        throws SQLException {
      String sql =
          "%s%s AND (v.seq, v.n) %s (?, ?) ORDER BY v.seq %s, v.n %s"
              .formatted(select, where, side, order, order);
      List<DeadLetter> found = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        int last = bind(statement);
        statement.setLong(last + 1, place.seq());
        statement.setInt(last + 2, place.n());
        try (ResultSet row = statement.executeQuery()) {
          while (found.size() < atMost && row.next()) {
            if (type.takes(row.getString("type"))) {
              found.add(letter(row, List.of()));
            }
          }
        }
      }
      return found;
    }

    /** How many are after {@code place}. */
    long count(Connection connection, Place place) throws SQLException {
      String sql =
          """
          SELECT %1$s AS type, count(*) FROM %2$s %3$s AND (v.seq, v.n) > (?, ?) GROUP BY 1"""
              .formatted(typeColumn(), from(), where);
      long count = 0;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        int last = bind(statement);
        statement.setLong(last + 1, place.seq());
        statement.setInt(last + 2, place.n());
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            count += type.takes(row.getString(1)) ? row.getLong(2) : 0;
          }
        }
      }
      return count;
    }

    void group(Connection connection, Groups groups) throws SQLException {
      String sql =
          """
          SELECT %1$s AS type, v.route, v.reason, v.last_error, count(*) AS letters,
            min(v.at) AS oldest, max(v.at) AS newest FROM %2$s %3$s
          GROUP BY 1, v.route, v.reason, v.last_error"""
              .formatted(typeColumn(), from(), where);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            if (type.takes(row.getString("type"))) {
              groups.add(row);
            }
          }
        }
      }
    }

    /** The events are not looked at where nobody asks for their type. */
    private String from() {
      return isOfType ? "verdicts v JOIN events e ON e.seq = v.seq" : "verdicts v";
    }

    private String typeColumn() {
      return isOfType ? "e.type" : "''";
    }

    private int bind(PreparedStatement statement) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      return values.size();
    }

    private void and(String condition, @Nullable Object value) {
      if (value != null) {
        where.append(" AND ").append(condition);
        values.add(value);
      }
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
      return instant == null ? null : instant.toEpochMilli();
    }
  }

  /** What takes the rows of a grouped search. */
  @FunctionalInterface
  interface Groups {
    void add(ResultSet row) throws SQLException;
  }

  /** Dead, discarded, or brought back to life. */
  static List<DeadLetter> find(Connection connection, DeadLetter.Id id) throws SQLException {
    String sql =
        WHOLE
            + """
              WHERE e.eid = ? AND v.route IS ? AND coalesce(r.attempt, 1) = ? AND (v.kind IN ('dead', 'discarded')
                OR EXISTS (SELECT 1 FROM dead_letter_acts a WHERE a.seq = v.seq AND a.n = v.n))
              ORDER BY v.n LIMIT 1""";
    List<DeadLetter> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, Rows.bytes(id.eid()));
      statement.setString(2, id.route());
      statement.setInt(3, id.attempt());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(letter(row, acts(connection, row.getLong("seq"), row.getInt("n"))));
        }
      }
    }
    return found;
  }

  static void insertAct(Connection connection, Place place, Act act, @Nullable String redrive)
      throws SQLException {
    RunRows.update(
        connection,
        """
        INSERT INTO dead_letter_acts (seq, n, at, act, by, note, redrive)
        VALUES (?,?,?,?,?,?,?)""",
        place.seq(),
        place.n(),
        act.at().toEpochMilli(),
        act.act(),
        act.by(),
        act.note(),
        redrive);
  }

  private static List<Act> acts(Connection connection, long seq, int n) throws SQLException {
    List<Act> acts = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT at, act, by, note FROM dead_letter_acts WHERE seq = ? AND n = ? ORDER BY id")) {
      statement.setLong(1, seq);
      statement.setInt(2, n);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          acts.add(
              new Act(
                  Rows.instant(row.getLong(1)),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4)));
        }
      }
    }
    return acts;
  }

  private static DeadLetter letter(ResultSet row, List<Act> acts) throws SQLException {
    Verdict verdict = Rows.verdict(row);
    var event = Rows.event(row);
    String workflowId = verdict.workflowId();
    return new DeadLetter(
        new DeadLetter.Id(event.eid(), verdict.route(), row.getInt("attempt")),
        new Place(row.getLong("seq"), row.getInt("n")),
        Rows.instant(row.getLong("accepted_at")),
        event,
        verdict,
        workflowId == null ? null : new Target(workflowId, row.getString("namespace")),
        acts,
        Rows.optionalJson(row, "enriched"));
  }
}
