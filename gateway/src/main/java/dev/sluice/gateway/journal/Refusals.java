package dev.sluice.gateway.journal;

import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.EventSearch.Cursors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of refused deliveries: the newest {@value #MOST}, on disk. Noting one costs its caller
 * nothing: all of a second go into one commit, and of a flood only as many as that second has room
 * for; the others are counted. Safe for many threads.
 */
public final class Refusals implements AutoCloseable {

  static final int MOST = 10_000;
  static final int ROOM = 1_000;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private static final String INSERT =
      """
      INSERT INTO refusals (at, source, reason, body_sha256, body_bytes, remote)
      VALUES (?, ?, ?, ?, ?, ?)""";

  private static final String TRIM =
      "DELETE FROM refusals WHERE seq <= (SELECT max(seq) FROM refusals) - " + MOST;

  private final Database database;
  private final MeterRegistry meters;
  private final Counter unlisted;
  private final BlockingQueue<Refused> waiting = new ArrayBlockingQueue<>(ROOM);
  private final ScheduledExecutorService timer = Daemons.timer("journal-refusals");

  public Refusals(Database database, MeterRegistry meters) {
    this.database = database;
    this.meters = meters;
    this.unlisted = Counter.builder("sluice.refusals.unlisted").register(meters);
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::trying, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void note(Refused refused) {
    Counter.builder("sluice.refusals")
        .tag("source", refused.source())
        .tag("reason", refused.reason())
        .register(meters)
        .increment();
    if (!waiting.offer(refused)) {
      unlisted.increment();
    }
  }

  /**
   * Newest first, what was noted a moment ago included.
   *
   * @throws IllegalArgumentException for a cursor that is not one of ours
   */
  public Page<Refused> list(@Nullable String source, int limit, @Nullable String cursor) {
    long before = cursor == null ? Long.MAX_VALUE : Cursors.seq(cursor);
    trying();
    return database.read(connection -> page(connection, source, limit, before));
  }

  private static Page<Refused> page(
      Connection connection, @Nullable String source, int limit, long before) throws SQLException {
    String ofSource = source == null ? "" : " AND source = ?";
    String sql = "SELECT * FROM refusals WHERE seq < ?" + ofSource + " ORDER BY seq DESC LIMIT ?";
    List<Refused> items = new ArrayList<>();
    long last = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, before);
      if (source != null) {
        statement.setString(2, source);
      }
      statement.setInt(source == null ? 2 : 3, limit + 1);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (items.size() == limit) {
            return new Page<>(items, Cursors.of(last));
          }
          last = row.getLong("seq");
          items.add(refused(row));
        }
      }
    }
    return new Page<>(items, null);
  }

  private static Refused refused(ResultSet row) throws SQLException {
    return new Refused(
        Rows.instant(row.getLong("at")),
        row.getString("source"),
        row.getString("reason"),
        HexFormat.of().formatHex(row.getBytes("body_sha256")),
        row.getInt("body_bytes"),
        row.getString("remote"));
  }

  private void trying() {
    try {
      write();
    } catch (RuntimeException e) {
      log.warn("Refused deliveries cannot be listed now; trying again: {}", e.toString());
    }
  }

  /** What cannot be written now waits again, as far as there is room. */
  private synchronized void write() {
    List<Refused> batch = new ArrayList<>(waiting.size());
    waiting.drainTo(batch, ROOM);
    if (batch.isEmpty()) {
      return;
    }
    try {
      database.write(connection -> insert(connection, batch)).join();
    } catch (RuntimeException e) {
      batch.stream().filter(each -> !waiting.offer(each)).forEach(each -> unlisted.increment());
      throw e;
    }
  }

  private static int insert(Connection connection, List<Refused> batch) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement trim = connection.prepareStatement(TRIM)) {
      for (Refused refused : batch) {
        insert.setLong(1, refused.at().toEpochMilli());
        insert.setString(2, refused.source());
        insert.setString(3, refused.reason());
        insert.setBytes(4, HexFormat.of().parseHex(refused.bodySha256()));
        insert.setInt(5, refused.bodyBytes());
        insert.setString(6, refused.remote());
        insert.addBatch();
      }
      insert.executeBatch();
      return trim.executeUpdate();
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    trying();
  }
}
