package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One search of the events, newest first. The cursor is the seq of the last event of a page, which
 * is shorter than was asked for where its events are large.
 */
final class EventSearch {

  private static final int MOST = 1_000;

  /** Of data in one answer, and one event more: it is in memory, and again as the answer. */
  private static final int MOST_BYTES = 8 << 20;

  /** Kinds that few events have: looked up by kind first, where the others are met on the way. */
  private static final Set<Kind> RARE =
      EnumSet.of(
          Kind.held, Kind.duplicate, Kind.dropped, Kind.cancelled, Kind.dead, Kind.discarded);

  private final StringBuilder where = new StringBuilder("1 = 1");
  private final List<Object> values = new ArrayList<>();
  private final TypeFilter type;
  private final Waits waits;
  private final int limit;

  EventSearch(EventQuery query, Waits waits) {
    this.waits = waits;
    limit = Math.max(1, Math.min(MOST, query.limit()));
    type = TypeFilter.of(query.type());
    and("type GLOB ?", query.type() == null ? null : type.sqlGlob());
    and("source = ?", query.source());
    and("id = ?", query.id());
    and("subject = ?", query.subject());
    correlation(query.correlation());
    verdict(query.verdict(), query.route());
    and("accepted_at >= ?", millis(query.since()));
    and("accepted_at <= ?", millis(query.until()));
    and("seq < ?", query.cursor() == null ? null : Cursors.seq(query.cursor()));
  }

  Page<StoredEvent> on(Connection connection) throws SQLException {
    String sql = "SELECT * FROM events WHERE " + where + " ORDER BY seq DESC";
    List<StoredEvent> found = new ArrayList<>();
    int bytes = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (!type.takes(row.getString("type"))) {
            continue;
          }
          if (found.size() == limit || bytes >= MOST_BYTES) {
            return new Page<>(found, Cursors.of(found.get(found.size() - 1).seq()));
          }
          found.add(Rows.stored(connection, row, waits));
          bytes += bytes(found);
        }
      }
    }
    return new Page<>(found, null);
  }

  /** The oldest of one correlation. {@code next} says that there are more, and leads nowhere. */
  static Page<StoredEvent> correlated(
      Connection connection, String correlation, int atMost, Waits waits) throws SQLException {
    EventSearch search = new EventSearch(EventQuery.ofCorrelation(correlation), waits);
    String sql =
        "SELECT * FROM events WHERE " + search.where + " ORDER BY seq LIMIT " + (atMost + 1);
    List<StoredEvent> found = new ArrayList<>();
    int bytes = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < search.values.size(); i++) {
        statement.setObject(i + 1, search.values.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (found.size() == atMost || bytes >= MOST_BYTES) {
            return new Page<>(found, Cursors.of(found.get(found.size() - 1).seq()));
          }
          found.add(Rows.stored(connection, row, waits));
          bytes += bytes(found);
        }
      }
    }
    return new Page<>(found, null);
  }

  /** Of the last. */
  private static int bytes(List<StoredEvent> found) {
    return found.get(found.size() - 1).event().data().bytes().length;
  }

  private void and(String condition, @Nullable Object value) {
    if (value != null) {
      where.append(" AND ").append(condition);
      values.add(value);
    }
  }

  /** An event without a correlation of its own is correlated to itself. */
  private void correlation(@Nullable String correlation) {
    if (correlation == null) {
      return;
    }
    try {
      byte[] eid = Rows.bytes(UUID.fromString(correlation));
      where.append(" AND (correlation = ? OR (eid = ? AND correlation IS NULL))");
      values.add(correlation);
      values.add(eid);
    } catch (IllegalArgumentException e) {
      and("correlation = ?", correlation);
    }
  }

  private void verdict(@Nullable Kind kind, @Nullable String route) {
    if (kind == null && route == null) {
      return;
    }
    boolean rare = kind != null && RARE.contains(kind);
    where.append(rare ? " AND (seq IN (" : " AND (EXISTS (");
    where.append("SELECT v.seq FROM verdicts v WHERE ");
    where.append(rare ? "1 = 1" : "v.seq = events.seq");
    and("v.kind = ?", kind == null ? null : kind.name());
    if (rare) {
      // Said in the index's own words, or SQLite does not see that it may use it.
      where.append(kind == Kind.held ? " AND v.kind = 'held'" : " AND v.kind <> 'held'");
    }
    and("v.route = ?", route);
    where.append(")");
    if (kind == null || kind == Kind.filtered) {
      where.append(" OR EXISTS (SELECT 1 FROM json_each(events.filtered) f");
      where.append(" WHERE f.value IS NOT NULL");
      and("f.value = ?", route);
      where.append(")");
    }
    where.append(")");
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  /** Opaque to callers. */
  static final class Cursors {
    private Cursors() {}

    private static final Pattern SEQ = Pattern.compile("s(\\d{1,18})");
    private static final Pattern PLACE = Pattern.compile("p(\\d{1,18})\\.(\\d{1,9})");

    static String of(long seq) {
      return encoded("s" + seq);
    }

    static String of(Place place) {
      return encoded("p" + place.seq() + "." + place.n());
    }

    static long seq(String cursor) {
      return Long.parseLong(decoded(cursor, SEQ).group(1));
    }

    static Place place(String cursor) {
      Matcher place = decoded(cursor, PLACE);
      return new Place(Long.parseLong(place.group(1)), Integer.parseInt(place.group(2)));
    }

    private static String encoded(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Matcher decoded(String cursor, Pattern form) {
      try {
        Matcher text =
            form.matcher(
                new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        if (text.matches()) {
          return text;
        }
      } catch (IllegalArgumentException e) {
        // Said below, in words.
      }
      throw new IllegalArgumentException("This is not a cursor of this list: " + cursor);
    }
  }
}
