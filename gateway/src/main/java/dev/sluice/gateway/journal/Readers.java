package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.JournalUnavailable.Cause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/** A few read-only connections, each used by one thread at a time. Safe for many threads. */
final class Readers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Readers.class);
  private static final int SIZE = 4;
  private static final long PATIENCE_SECONDS = 5;

  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(SIZE);
  private volatile boolean closed;

  Readers(String url, SQLiteConfig config) throws SQLException {
    for (int i = 0; i < SIZE; i++) {
      Connection connection = config.createConnection(url);
      // One transaction per read: several statements see one snapshot.
      connection.setAutoCommit(false);
      idle.add(connection);
    }
  }

  <T> T read(Work<T> work) {
    if (closed) {
      throw new JournalUnavailable(Cause.closed, "The journal is closed");
    }
    Connection connection = take();
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw new JournalUnavailable(Cause.storage, "The journal cannot be read: " + e, e);
    } finally {
      giveBack(connection);
    }
  }

  private Connection take() {
    @Nullable Connection connection;
    try {
      connection = idle.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailable(Cause.closed, "Interrupted while waiting to read", e);
    }
    if (connection == null) {
      throw new JournalUnavailable(Cause.overloaded, "Too many reads of the journal at once");
    }
    return connection;
  }

  private void giveBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      log.warn("A read of the journal could not be ended", e);
    }
    idle.add(connection);
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < SIZE; i++) {
      try {
        take().close();
      } catch (SQLException | JournalUnavailable e) {
        log.warn("A reader of the journal could not be closed", e);
      }
    }
  }
}
