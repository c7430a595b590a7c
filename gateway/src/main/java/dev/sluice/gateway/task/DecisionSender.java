package dev.sluice.gateway.task;

import dev.sluice.gateway.journal.Database;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends kept decisions to their runs until the engine has them, on one thread, oldest first. While
 * the engine is away it tries again with growing pauses. A decision may be sent twice (a crash
 * between sending and marking); the run tells by its id.
 */
final class DecisionSender implements AutoCloseable {

  static final String WAITING = "waiting";

  private static final Logger log = LoggerFactory.getLogger(DecisionSender.class);
  private static final int BATCH = 100;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final Database database;
  private final Delivery delivery;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread sender = new Thread(task, "decision-sender");
            sender.setDaemon(true);
            return sender;
          });

  /** Only the thread touches it. */
  private long pause = FIRST_PAUSE_MILLIS;

  DecisionSender(Database database, Delivery delivery) {
    this.database = database;
    this.delivery = delivery;
  }

  /** There may be something to send. */
  void wake() {
    schedule(0);
  }

  private void schedule(long millis) {
    try {
      var unused = thread.schedule(this::sendAll, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: what is not sent is sent after the next start");
    }
  }

  private void sendAll() {
    try {
      List<TaskRows.Waiting> waiting =
          database.read(connection -> TaskRows.waiting(connection, BATCH));
      for (TaskRows.Waiting next : waiting) {
        send(next);
      }
      pause = FIRST_PAUSE_MILLIS;
      if (waiting.size() == BATCH) {
        wake();
      }
    } catch (NotNow e) {
      log.warn("Decisions wait: {}; next try in {} ms", e.getMessage(), pause);
      tryLater();
    } catch (RuntimeException e) {
      log.error("Decisions could not be sent; next try in {} ms", pause, e);
      tryLater();
    }
  }

  private void tryLater() {
    schedule(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
  }

  private void send(TaskRows.Waiting next) throws NotNow {
    String taskId = String.valueOf(next.decision().taskId());
    Delivery.Outcome outcome = delivery.deliver(next.workflowId(), next.decision());
    if (outcome == Delivery.Outcome.unavailable) {
      throw new NotNow();
    }
    if (outcome == Delivery.Outcome.absent) {
      log.warn("The run {} of task {} is not there: its decision waits", next.workflowId(), taskId);
    }
    // Waited for, so that the next round does not read the row as still waiting.
    var unused =
        database
            .write(
                connection -> {
                  TaskRows.markDelivery(connection, taskId, outcome.name());
                  return taskId;
                })
            .join();
  }

  private static final class NotNow extends Exception {
    NotNow() {
      super("the engine is unavailable", null, false, false);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
