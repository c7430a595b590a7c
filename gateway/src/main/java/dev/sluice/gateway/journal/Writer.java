package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.Chain;
import dev.sluice.gateway.journal.JournalUnavailable.Cause;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The one thread that writes. While it waits for an fsync, work queues up; all of it goes into the
 * next transaction (group commit). Futures complete on a second thread, in commit order, so that
 * what hangs on them never holds up the next commit.
 *
 * <p>A batch is first done without savepoints. Only when one of its works throws is it rolled back
 * and done again with a savepoint around each: the neighbours of a failing work do not fail. When
 * the disk fails, the whole batch fails, and the next one starts on a fresh connection.
 */
final class Writer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);
  private static final int QUEUE = 20_000;
  private static final int BATCH = 2_000;

  private record Item<T>(Work<T> work, CompletableFuture<T> future) {
    Runnable run(Connection connection) throws SQLException {
      T result = work.on(connection);
      return () -> future.complete(result);
    }

    void fail(Throwable cause) {
      future.completeExceptionally(cause);
    }
  }

  /** How a transaction is committed: a test can fail it after it has worked. */
  @FunctionalInterface
  interface Commit {
    void of(Connection connection) throws SQLException;
  }

  private final String url;
  private final SQLiteConfig config;
  private final BlockingQueue<Item<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "journal-answers"));
  private final Thread thread = new Thread(this::run, "journal-writer");
  private final Timer commits;
  private final DistributionSummary batchSizes;

  private @Nullable Connection connection;
  private final Commit commit;
  private final Chain chain;
  private final Identities identities;
  private final Filtered filtered = new Filtered();
  private volatile Runnable inDoubt = () -> {};
  private volatile boolean healthy = true;
  private volatile boolean closing;
  private volatile boolean stopped;

  Writer(
      String url,
      SQLiteConfig config,
      MeterRegistry meters,
      Commit commit,
      Chain chain,
      Identities identities)
      throws SQLException {
    this.url = url;
    this.commit = commit;
    this.chain = chain;
    this.identities = identities;
    this.config = config;
    this.commits = Timer.builder("sluice.journal.commit").register(meters);
    this.batchSizes = DistributionSummary.builder("sluice.journal.batch").register(meters);
    Gauge.builder("sluice.journal.queue", queue, BlockingQueue::size).register(meters);
    this.connection = connect();
    thread.start();
  }

  <T> CompletableFuture<T> submit(Work<T> work) {
    return submit(work, CompletableFuture::completedFuture);
  }

  /**
   * With what follows on the commit. It runs on the one thread of answers, in the order of commits:
   * it is part of the future before the writer can complete it, so it never runs on the caller's.
   */
  <T, R> CompletableFuture<R> submit(Work<T> work, Function<T, CompletableFuture<R>> then) {
    Item<T> item = new Item<>(work, new CompletableFuture<>());
    CompletableFuture<R> answered = item.future.thenCompose(then);
    enqueue(item);
    return answered;
  }

  void whenInDoubt(Runnable then) {
    inDoubt = then;
  }

  private void enqueue(Item<?> item) {
    if (closing) {
      item.fail(closed());
    } else if (!queue.offer(item)) {
      item.fail(
          new JournalUnavailable(
              Cause.overloaded, QUEUE + " writes are waiting for the disk already"));
    } else if (stopped && queue.remove(item)) {
      item.fail(closed());
    }
  }

  boolean writable() {
    if (!healthy && queue.isEmpty()) {
      CompletableFuture<Integer> unused = submit(Writer::probe);
    }
    return healthy && !closing;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
      answers.shutdown();
      if (!answers.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("Some answers of the journal were not given before it closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Item<?>> batch = new ArrayList<>(BATCH);
    try {
      while (!closing || !queue.isEmpty()) {
        try {
          batch.add(queue.take());
          queue.drainTo(batch, BATCH - 1);
          commit(batch);
        } catch (InterruptedException e) {
          // Only close() interrupts; the loop's condition says what is left to do.
        }
        batch.clear();
      }
    } finally {
      // Also when an Error ended the loop: nobody may wait for ever.
      closing = true;
      stopped = true;
      queue.drainTo(batch);
      batch.forEach(item -> item.fail(closed()));
      discardConnection();
    }
  }

  private void commit(List<Item<?>> batch) {
    long begun = System.nanoTime();
    List<Runnable> outcomes = new ArrayList<>(batch.size());
    try {
      Connection open = connected();
      attempt(open, batch, outcomes);
      filtered.count(open, identities.added());
      identities.merge();
      chain.seal(open);
      commit.of(open);
      chain.committed();
      identities.committed();
      healthy = true;
      commits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
      batchSizes.record(batch.size());
    } catch (SQLException | RuntimeException e) {
      if (healthy) {
        log.error("The journal cannot write; nothing is accepted until it can", e);
      }
      healthy = false;
      discardConnection();
      var failure = new JournalUnavailable(Cause.storage, "The journal cannot write: " + e, e);
      outcomes.clear();
      outcomes.add(inDoubt);
      batch.forEach(item -> outcomes.add(() -> item.fail(failure)));
    }
    answers.execute(() -> outcomes.forEach(Runnable::run));
  }

  private void attempt(Connection open, List<Item<?>> batch, List<Runnable> outcomes)
      throws SQLException {
    chain.begin();
    try {
      for (Item<?> item : batch) {
        outcomes.add(item.run(open));
      }
    } catch (SQLException | RuntimeException e) {
      if (isStorageFault(e)) {
        throw e;
      }
      outcomes.clear();
      open.rollback();
      identities.undone();
      chain.begin();
      attemptOneByOne(open, batch, outcomes);
    }
  }

  private void attemptOneByOne(Connection open, List<Item<?>> batch, List<Runnable> outcomes)
      throws SQLException {
    for (Item<?> item : batch) {
      Savepoint savepoint = open.setSavepoint();
      try {
        outcomes.add(item.run(open));
        open.releaseSavepoint(savepoint);
      } catch (SQLException | RuntimeException e) {
        if (isStorageFault(e)) {
          throw e;
        }
        open.rollback(savepoint);
        identities.undone();
        outcomes.add(() -> item.fail(e));
      }
    }
  }

  /** Whether the file, not the work, is at fault: the primary result code decides. */
  private static boolean isStorageFault(Exception e) {
    if (!(e instanceof SQLException sql)) {
      return false;
    }
    return switch (sql.getErrorCode() & 0xff) {
      case 5, 8, 10, 11, 13, 14, 26 -> true; // BUSY READONLY IOERR CORRUPT FULL CANTOPEN NOTADB
      default -> false;
    };
  }

  private static JournalUnavailable closed() {
    return new JournalUnavailable(Cause.closed, "The journal is closed");
  }

  private static int probe(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate("PRAGMA user_version = 1");
    }
  }

  private Connection connected() throws SQLException {
    @Nullable Connection open = connection;
    if (open == null) {
      open = connect();
      connection = open;
    }
    return open;
  }

  private Connection connect() throws SQLException {
    Connection opened = config.createConnection(url);
    try {
      opened.setAutoCommit(false);
      identities.load(opened);
      opened.rollback();
      return opened;
    } catch (SQLException | RuntimeException e) {
      // It is tried again as long as the file cannot be written: each try would leave a file open.
      close(opened);
      throw e;
    }
  }

  private void discardConnection() {
    @Nullable Connection open = connection;
    connection = null;
    if (open != null) {
      close(open);
    }
  }

  private static void close(Connection open) {
    try {
      open.close();
    } catch (SQLException e) {
      log.warn("The journal's connection could not be closed", e);
    }
  }
}
