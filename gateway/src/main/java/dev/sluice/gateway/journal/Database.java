package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.Chain;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The gateway's SQLite file: WAL, an fsync per commit, one writer for the whole process (two
 * processes on one file are refused) and readers that see only what is committed.
 *
 * <p>{@link #write} puts the work into the next group commit and completes after its fsync; the
 * work itself runs on the writer's thread. {@link #read} runs on the caller's thread, on one
 * snapshot. Both are safe for many threads. Tables come from {@code db/migration/V*.sql}.
 */
public final class Database implements AutoCloseable {

  /** What may be repeated of a URL: the rest may hold a password. */
  private static final Pattern BEGINNING = Pattern.compile("(?s)^([a-z:]*).*$");

  private final FileChannel lockFile;
  private final Chain chain;
  private final Identities identities;
  private final Writer writer;
  private final Readers readers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Database(
      FileChannel lockFile, Chain chain, Identities identities, Writer writer, Readers readers) {
    this.lockFile = lockFile;
    this.chain = chain;
    this.identities = identities;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * @param url {@code jdbc:sqlite:FILE}; the folder is made when missing
   * @throws JournalUnusable when it cannot be opened, or another process has it
   */
  public static Database open(String url, MeterRegistry meters) {
    return open(url, meters, Connection::commit, new Identities());
  }

  static Database open(
      String url, MeterRegistry meters, Writer.Commit commit, Identities identities) {
    Path file = file(url);
    FileChannel lockFile = lock(file);
    try {
      Flyway.configure()
          .dataSource(url, null, null)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      Chain chain = new Chain();
      return new Database(
          lockFile,
          chain,
          identities,
          new Writer(url, writing(), meters, commit, chain, identities),
          new Readers(url, reading()));
    } catch (SQLException | RuntimeException e) {
      close(lockFile);
      throw new JournalUnusable("The database " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Does the work in the next group commit. The future completes after the commit is on disk, on a
   * thread that must not be held up for long; it fails with what the work threw (then only this
   * work is undone) or with {@link JournalUnavailable}.
   */
  public <T> CompletableFuture<T> write(Work<T> work) {
    return writer.submit(work);
  }

  /** The same, followed on the commit by {@code then}, which sees all commits in their order. */
  <T, R> CompletableFuture<R> write(Work<T> work, Function<T, CompletableFuture<R>> then) {
    return writer.submit(work, then);
  }

  /** What the works of {@link #write} tell of the events that they keep and forget. */
  Chain chain() {
    return chain;
  }

  /** Who has which identity, for the works of {@link #write}. */
  Identities identities() {
    return identities;
  }

  /** What to do, before the answers, after a commit that failed and may be on disk all the same. */
  void whenInDoubt(Runnable then) {
    writer.whenInDoubt(then);
  }

  /** Reads one snapshot of what is committed. */
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  /**
   * Whether the last commit worked; after a failure each call also tries again, in the background.
   */
  public boolean writable() {
    return writer.writable();
  }

  /** Refuses new work, finishes what is queued, closes the file. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    writer.close();
    readers.close();
    close(lockFile);
  }

  static Path file(String url) {
    String prefix = "jdbc:sqlite:";
    String path = url.startsWith(prefix) ? url.substring(prefix.length()) : "";
    if (path.isEmpty() || path.contains(":memory:") || path.contains("?")) {
      throw new IllegalArgumentException(
          "The database must be jdbc:sqlite:FILE without parameters, not a URL that begins with "
              + BEGINNING.matcher(url).replaceFirst("$1"));
    }
    return Path.of(path).toAbsolutePath();
  }

  private static FileChannel lock(Path file) {
    @Nullable FileChannel channel = null;
    try {
      Files.createDirectories(file.getParent());
      channel =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it open: the same answer as for another process.
    } catch (IOException e) {
      throw new JournalUnusable("The folder of " + file + " is not writable: " + e, e);
    }
    if (channel != null) {
      close(channel);
    }
    throw new JournalUnusable(
        "The database " + file + " is in use by another gateway: stop it, or use another folder.");
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("The database's lock file cannot be closed", e);
    }
  }

  private static SQLiteConfig writing() {
    SQLiteConfig config = reading();
    config.setReadOnly(false);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-32768");
    // Nobody asks for them, and the driver would run a query of its own after each insert.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private static SQLiteConfig reading() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }
}
