package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came after a position: the verdicts that changed, in the order of their changes, then the
 * events in the journal's order. Who goes on from the last position it was given misses nothing and
 * gets nothing twice: an event brings what had become of it, and from then on its changes are told.
 * A verdict that changed more than once is told as it is now, once. Safe for many threads.
 */
public final class LiveReads {

  /** All events up to {@code seq} are told, and what had changed of them up to {@code change}. */
  public record Position(long seq, long change) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    public static Optional<Position> parse(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? Optional.of(new Position(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
          : Optional.empty();
    }

    /** Whether this journal can have given it when it stood at {@code now}. */
    public boolean isUpTo(Position now) {
      return seq <= now.seq && change <= now.change;
    }

    @Override
    public String toString() {
      return seq + "-" + change;
    }
  }

  /** One thing that happened, and the position after it. */
  public sealed interface News {

    Position after();

    record Came(StoredEvent event, Position after) implements News {}

    record Changed(UUID eid, String type, Verdict verdict, Position after) implements News {}
  }

  /** No more than this of data is in memory at once, and one event more. */
  private static final int MOST_BYTES = 1 << 20;

  /** What is to be told: of types by a glob, and of events with a verdict of the route. */
  public record Filter(@Nullable String type, @Nullable String route) {}

  /** {@code upTo} is past what the filter left out; {@code full} when there may be more. */
  public record Piece(List<News> news, Position upTo, boolean full) {}

  /** Of events that are told already; what had become of the others is told with them. */
  private static final String CHANGES =
      """
      SELECT e.eid, e.type, v.*, r.run_id, r.status FROM verdicts v JOIN events e ON e.seq = v.seq
        LEFT JOIN runs r ON r.workflow_id = v.workflow_id AND r.namespace = v.namespace
          AND r.seq = v.run_seq
      WHERE v.changed > ? AND +v.seq <= ? ORDER BY v.changed LIMIT ?""";

  private static final String EVENTS = "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?";

  private final Database database;
  private final Waits waits;

  LiveReads(Database database, Waits waits) {
    this.database = database;
    this.waits = waits;
  }

  public Position now() {
    return database.read(LiveReads::now);
  }

  private static Position now(Connection connection) throws SQLException {
    String sql = "SELECT (SELECT max(seq) FROM events), n FROM last_change";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Position(row.getLong(1), row.getLong(2));
    }
  }

  /** At most so many rows are read, whether the filter takes them or not. */
  public Piece after(Position position, Filter filter, int atMost) {
    return database.read(
        connection -> new Reading(connection, waits, filter, atMost).after(position));
  }

  /** One piece, on one snapshot. */
  private static final class Reading {

    private final Connection connection;
    private final Waits waits;
    private final TypeFilter type;
    private final @Nullable String route;
    private final int atMost;
    private final List<News> news = new ArrayList<>();

    Reading(Connection connection, Waits waits, Filter filter, int atMost) {
      this.connection = connection;
      this.waits = waits;
      this.type = TypeFilter.of(filter.type());
      this.route = filter.route();
      this.atMost = atMost;
    }

    Piece after(Position position) throws SQLException {
      Position now = now(connection);
      Piece changed = changed(position);
      // An event is told as it is on this snapshot, so that no change up to now is left to tell.
      return changed.full() ? changed : came(new Position(position.seq(), now.change()));
    }

    private Piece changed(Position position) throws SQLException {
      Position upTo = position;
      int read = 0;
      try (PreparedStatement statement = connection.prepareStatement(CHANGES)) {
        statement.setLong(1, position.change());
        statement.setLong(2, position.seq());
        statement.setInt(3, atMost);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            read++;
            upTo = new Position(position.seq(), row.getLong("changed"));
            Verdict verdict = Rows.verdict(row, waits);
            if (isWanted(row) && (route == null || route.equals(verdict.route()))) {
              UUID eid = Rows.uuid(row.getBytes("eid"));
              news.add(new News.Changed(eid, row.getString("type"), verdict, upTo));
            }
          }
        }
      }
      return new Piece(news, upTo, read == atMost);
    }

    private Piece came(Position position) throws SQLException {
      Position upTo = position;
      int read = 0;
      int bytes = 0;
      try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
        statement.setLong(1, position.seq());
        statement.setInt(2, atMost);
        try (ResultSet row = statement.executeQuery()) {
          while (bytes < MOST_BYTES && row.next()) {
            read++;
            upTo = new Position(row.getLong("seq"), position.change());
            bytes += isWanted(row) ? came(Rows.stored(connection, row, waits), upTo) : 0;
          }
        }
      }
      return new Piece(news, upTo, read == atMost || bytes >= MOST_BYTES);
    }

    private int came(StoredEvent event, Position after) {
      boolean isOfRoute =
          route == null || event.verdicts().stream().anyMatch(each -> route.equals(each.route()));
      if (isOfRoute) {
        news.add(new News.Came(event, after));
      }
      return isOfRoute ? event.event().data().bytes().length : 0;
    }

    private boolean isWanted(ResultSet row) throws SQLException {
      return type.takes(row.getString("type"));
    }
  }
}
