package dev.sluice.sandbox.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file in WAL mode with synchronous=FULL: what {@link #write} has returned from survives
 * kill -9 and a power cut. One writer at a time, by a lock; readers have a connection of their own
 * and see what is committed. Thread-safe.
 */
public final class Store implements AutoCloseable {

  private static final int BUSY_MILLIS = 10_000;

  private final Connection writer;
  private final Connection reader;
  private final Object writing = new Object();
  private final Object reading = new Object();

  private Store(Connection writer, Connection reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Work inside one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Transaction tx) throws SQLException;
  }

  /** Opens or makes the file; {@code tables} is the provider's own SQL, a resource. */
  public static Store open(Path file, String tables) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection writer = connect(file);
      try (Statement statement = writer.createStatement()) {
        statement.executeUpdate(resource("store.sql"));
        statement.executeUpdate(resource(tables));
      }
      writer.setAutoCommit(false);
      return new Store(writer, connect(file));
    } catch (SQLException e) {
      throw new StoreFailure("cannot open " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + file, e);
    }
  }

  /** All of it or nothing; on return it is on the disk. */
  public <T> T write(Work<T> work) {
    synchronized (writing) {
      try {
        T result = work.in(new Transaction(writer));
        writer.commit();
        return result;
      } catch (SQLException e) {
        rollBack(e);
        throw new StoreFailure("a write failed", e);
      } catch (RuntimeException e) {
        rollBack(e);
        throw e;
      }
    }
  }

  public <T> T read(Work<T> work) {
    synchronized (reading) {
      try {
        return work.in(new Transaction(reader));
      } catch (SQLException e) {
        throw new StoreFailure("a read failed", e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (writing) {
      synchronized (reading) {
        try (writer;
            reader) {
          writer.rollback();
        } catch (SQLException e) {
          throw new StoreFailure("cannot close", e);
        }
      }
    }
  }

  private void rollBack(Exception cause) {
    try {
      writer.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Store.class.getResourceAsStream("/dev/sluice/sandbox/" + name)) {
      if (in == null) {
        throw new IOException("the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
