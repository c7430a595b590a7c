package dev.sluice.gateway.journal;

import dev.sluice.gateway.jdk.Daemons;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes events that are older than they have to be kept, oldest first, with their verdicts and
 * runs, and closed tasks with the last run of theirs. An event with held work, with a run that
 * runs, or with a signal to one stays until that is over. Small batches, so that no event waits for
 * them at the door. The newest event stays for ever: the journal's order goes on from it.
 */
public final class Forgetting implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Forgetting.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int BATCH = 200;

  /** In the order of acceptance, so that what comes after a young one is young as well. */
  private static final String EVENTS =
      """
      SELECT seq, accepted_at FROM events
      WHERE seq > ? AND seq < (SELECT max(seq) FROM events) ORDER BY seq LIMIT ?""";

  private static final String TASKS =
      "SELECT seq, created_at FROM tasks WHERE seq > ? ORDER BY seq LIMIT ?";

  private static final String IN_USE =
      """
      SELECT 1 FROM verdicts v LEFT JOIN runs r
        ON r.workflow_id = v.workflow_id AND r.namespace = v.namespace AND r.seq = v.run_seq
      WHERE v.seq = ? AND (v.kind = 'held' OR r.status = 'running') LIMIT 1""";

  private static final String STARTED = "SELECT workflow_id FROM runs WHERE seq = ?";

  private static final String IDENTITY =
      """
      DELETE FROM identities
      WHERE identity = (SELECT identity FROM events WHERE seq = ?1) AND seq = ?1""";

  private final Database database;
  private final Remembered remembered;
  private final Clock clock;
  private final Supplier<Duration> keep;
  private final Counter forgotten;
  private final ScheduledExecutorService timer = Daemons.timer("journal-forgetting");

  public Forgetting(
      Database database,
      Journal journal,
      Clock clock,
      Supplier<Duration> keep,
      MeterRegistry meters) {
    this.database = database;
    this.remembered = journal.remembered();
    this.clock = clock;
    this.keep = keep;
    this.forgotten = Counter.builder("sluice.events.forgotten").register(meters);
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::trying, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void trying() {
    try {
      int events = now();
      if (events > 0) {
        log.info("{} events older than {} days were deleted", events, keep.get().toDays());
      }
    } catch (RuntimeException e) {
      log.warn("Old events cannot be deleted now; trying again: {}", e.toString());
    }
  }

  /** One pass over all that is old enough; gives the number of events that are gone. */
  int now() {
    long before = clock.instant().minus(keep.get()).toEpochMilli();
    int gone = batches(EVENTS, before, this::delete, forgotten::increment);
    batches(
        TASKS,
        before,
        (connection, seqs) -> OldTasks.delete(connection, seqs, before),
        tasks -> log.debug("{} tasks without a run were deleted", tasks));
    dropRemembered();
    return gone;
  }

  private void dropRemembered() {
    int gone = BATCH;
    while (remembered.isAny() && gone >= BATCH) {
      gone =
          database.write(connection -> remembered.drop(connection, clock.instant(), BATCH)).join();
    }
  }

  private interface Deleting {
    int delete(Connection connection, List<Long> seqs) throws SQLException;
  }

  private int batches(String sql, long before, Deleting deleting, IntConsumer committed) {
    int gone = 0;
    List<Long> old = old(sql, 0, before);
    while (!old.isEmpty()) {
      List<Long> batch = old;
      int deleted = database.write(connection -> deleting.delete(connection, batch)).join();
      committed.accept(deleted);
      gone += deleted;
      old = batch.size() < BATCH ? List.of() : old(sql, batch.get(batch.size() - 1), before);
    }
    return gone;
  }

  /** Reads no further than to the first row that is young. */
  private List<Long> old(String sql, long after, long before) {
    return database.read(
        connection -> {
          List<Long> seqs = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setInt(2, BATCH);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next() && row.getLong(2) < before) {
                seqs.add(row.getLong(1));
              }
            }
          }
          return seqs;
        });
  }

  private int delete(Connection connection, List<Long> seqs) throws SQLException {
    int deleted = 0;
    List<String> workflowIds = new ArrayList<>();
    RunRows.update(connection, "UPDATE forgotten_changes SET up_to = (SELECT n FROM last_change)");
    try (PreparedStatement inUse = connection.prepareStatement(IN_USE);
        PreparedStatement started = connection.prepareStatement(STARTED);
        PreparedStatement filtered = Filtered.forget(connection);
        PreparedStatement identities = connection.prepareStatement(IDENTITY);
        PreparedStatement verdicts = connection.prepareStatement(delete("verdicts"));
        PreparedStatement runs = connection.prepareStatement(delete("runs"));
        PreparedStatement acts = connection.prepareStatement(delete("dead_letter_acts"));
        PreparedStatement events = connection.prepareStatement(delete("events"))) {
      for (long seq : seqs) {
        if (texts(inUse, seq).isEmpty()) {
          workflowIds.addAll(texts(started, seq));
          remembered.keep(connection, seq, clock.instant());
          database.chain().forget(connection, seq);
          for (PreparedStatement each :
              List.of(filtered, identities, verdicts, runs, acts, events)) {
            each.setLong(1, seq);
            each.executeUpdate();
          }
          deleted++;
        }
      }
    }
    OldTasks.deleteOf(connection, workflowIds);
    return deleted;
  }

  private static String delete(String table) {
    return "DELETE FROM " + table + " WHERE seq = ?";
  }

  private static List<String> texts(PreparedStatement statement, long seq) throws SQLException {
    statement.setLong(1, seq);
    List<String> texts = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
