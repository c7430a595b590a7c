package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One search of the events, newest first. The cursor is the seq of the last event of a page, which
 * is shorter than was asked for where its events are large, or where the time for it is over.
 */
final class EventSearch {

  private static final int MOST = 1_000;

  /** Of data in one answer, and one event more: it is in memory, and again as the answer. */
  private static final int MOST_BYTES = 8 << 20;

  /** Events that are gone through before the clock is looked at for the first time. */
  private static final long FIRST_STRIDE = 2_048;

  /** Kinds that few events have: looked up first, where the others are met on the way. */
  private static final Set<Kind> RARE =
      EnumSet.of(
          Kind.held, Kind.duplicate, Kind.dropped, Kind.cancelled, Kind.dead, Kind.discarded);

  /** The bounds of a stride are the first two values of each statement. */
  private final StringBuilder where = new StringBuilder("e.seq >= ?1 AND e.seq < ?2");

  private final List<Object> values = new ArrayList<>();
  private final EventQuery query;
  private final TypeFilter type;
  private final Waits waits;
  private final int limit;
  private final List<StoredEvent> found = new ArrayList<>();
  private int bytes;

  EventSearch(EventQuery query, Waits waits) {
    this.query = query;
    this.waits = waits;
    limit = Math.max(1, Math.min(MOST, query.limit()));
    type = TypeFilter.of(query.type());
    and("e.type GLOB ?", query.type() == null ? null : type.sqlGlob());
    and("e.source = ?", query.source());
    and("e.id = ?", query.id());
    and("e.subject = ?", query.subject());
    correlation(query.correlation());
    verdict(query.verdict(), query.route());
    and("e.accepted_at >= ?", millis(query.since()));
    and("e.accepted_at <= ?", millis(query.until()));
  }

  /** All of the journal is gone through, if need be. */
  Page<StoredEvent> on(Connection connection) throws SQLException {
    SeqRange range = range(connection, 0);
    boolean isFull = !isThrough(connection, "e.*", range.from(), range.to());
    return new Page<>(found, isFull ? Cursors.of(lastSeq()) : null);
  }

  /**
   * Without the events' data, down to {@code floor}, and for no longer than {@code atMost} (and one
   * stride).
   *
   * @param wasCut the time of the search before was over at {@code floor}
   */
  EventLists.Found brief(
      Connection connection, long floor, boolean wasCut, Duration atMost, LongSupplier nanos)
      throws SQLException {
    SeqRange range = range(connection, floor);
    long begun = nanos.getAsLong();
    long high = range.to();
    long stride = FIRST_STRIDE;
    while (high > range.from()) {
      long from = Math.max(range.from(), high - stride);
      long before = nanos.getAsLong();
      if (!isThrough(connection, Rows.BRIEF, from, high)) {
        return new EventLists.Found(found, Cursors.of(lastSeq()), null, lastSeq());
      }
      high = from;
      long now = nanos.getAsLong();
      if (high > range.from() && now - begun >= atMost.toNanos()) {
        return new EventLists.Found(found, Cursors.of(high), acceptedFrom(connection, high), high);
      }
      stride = (now - before) * 16 < atMost.toNanos() ? stride * 4 : stride;
    }
    // What lies beyond was not looked at then, and is not now.
    Instant backTo = wasCut && range.from() == floor ? acceptedFrom(connection, floor) : null;
    return new EventLists.Found(found, floor == 0 ? null : Cursors.of(floor), backTo, floor);
  }

  private SeqRange range(Connection connection, long floor) throws SQLException {
    SeqRange range = SeqRange.of(connection, query.since(), query.until());
    String cursor = query.cursor();
    return new SeqRange(
        Math.max(range.from(), floor),
        cursor == null ? range.to() : Math.min(range.to(), Cursors.seq(cursor)));
  }

  /** False when the page is full before that. */
  private boolean isThrough(Connection connection, String columns, long from, long to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql(columns))) {
      statement.setLong(1, from);
      statement.setLong(2, to);
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 3, values.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (!type.takes(row.getString("type"))) {
            continue;
          }
          if (isFull()) {
            return false;
          }
          add(Rows.stored(connection, row, waits));
        }
      }
    }
    return true;
  }

  String sql(String columns) {
    return "SELECT " + columns + " FROM events e WHERE " + where + " ORDER BY e.seq DESC";
  }

  private boolean isFull() {
    return found.size() == limit || bytes >= MOST_BYTES;
  }

  private void add(StoredEvent event) {
    found.add(event);
    bytes += event.event().data().bytes().length;
  }

  private long lastSeq() {
    return found.get(found.size() - 1).seq();
  }

  private static @Nullable Instant acceptedFrom(Connection connection, long seq)
      throws SQLException {
    String sql = "SELECT accepted_at FROM events WHERE seq >= ? ORDER BY seq LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Rows.optionalInstant(row, "accepted_at") : null;
      }
    }
  }

  /** The oldest of one correlation. {@code next} says that there are more, and leads nowhere. */
  static Page<StoredEvent> correlated(
      Connection connection, String columns, String correlation, int atMost, Waits waits)
      throws SQLException {
    EventSearch search = new EventSearch(EventQuery.ofCorrelation(correlation, atMost), waits);
    String sql =
        "SELECT %s FROM events e WHERE %s ORDER BY e.seq LIMIT %d"
            .formatted(columns, search.where, atMost + 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, 0);
      statement.setLong(2, Long.MAX_VALUE);
      for (int i = 0; i < search.values.size(); i++) {
        statement.setObject(i + 3, search.values.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (search.isFull()) {
            return new Page<>(search.found, Cursors.of(search.lastSeq()));
          }
          search.add(Rows.stored(connection, row, waits));
        }
      }
    }
    return new Page<>(search.found, null);
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
      where.append(" AND (e.correlation = ? OR (e.eid = ? AND e.correlation IS NULL))");
      values.add(correlation);
      values.add(eid);
    } catch (IllegalArgumentException e) {
      and("e.correlation = ?", correlation);
    }
  }

  private void verdict(@Nullable Kind kind, @Nullable String route) {
    if (kind == null && route == null) {
      return;
    }
    boolean rare = kind != null && RARE.contains(kind);
    where.append(rare ? " AND (e.seq IN (" : " AND (EXISTS (");
    where.append("SELECT v.seq FROM verdicts v WHERE ");
    where.append(rare ? "v.seq >= ?1 AND v.seq < ?2" : "v.seq = e.seq");
    boolean hasOwnIndex = kind == Kind.held || (kind == Kind.dead && route == null);
    // By kind and no route all of that kind are gone through, whatever the stride: not by that.
    boolean isByStride = rare && !hasOwnIndex && route == null;
    and(isByStride ? "+v.kind = ?" : "v.kind = ?", kind == null ? null : kind.name());
    if (rare && !isByStride) {
      // Said in the index's own words, or SQLite does not see that it may use it.
      where.append(hasOwnIndex ? " AND v.kind = '" + kind + "'" : " AND v.kind <> 'held'");
    }
    and("v.route = ?", route);
    where.append(")");
    if (kind == null || kind == Kind.filtered) {
      where.append(" OR EXISTS (SELECT 1 FROM json_each(e.filtered) f");
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
