package dev.sluice.gateway.task;

import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what was said to the runs until the engine has it, on one thread, oldest first: a run that
 * is busy holds up its own, a namespace that is away its own, and neither any other. What could not
 * be sent or marked is tried again with growing pauses, by one timer, however often it is woken
 * meanwhile. It may be sent twice (a crash between sending and marking); the run tells by its id.
 */
final class SaidSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SaidSender.class);
  private static final int BATCH = 100;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int FIRST_OF_LONGEST = 50;

  private final Database database;
  private final Delivery delivery;
  private final Duration longestPause;
  private final ScheduledExecutorService thread = Daemons.timer("said-sender");

  private final AtomicBoolean woken = new AtomicBoolean();

  /** Only the thread touches it, and the next. */
  private Duration pause;

  private boolean triesLater;

  SaidSender(Database database, Delivery delivery) {
    this(database, delivery, LONGEST_PAUSE);
  }

  SaidSender(Database database, Delivery delivery, Duration longestPause) {
    this.database = database;
    this.delivery = delivery;
    this.longestPause = longestPause;
    this.pause = firstPause();
  }

  /** There may be something to send. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      schedule(
          Duration.ZERO,
          () -> {
            woken.set(false);
            sendAll();
          });
    }
  }

  private void schedule(Duration in, Runnable task) {
    try {
      var unused = thread.schedule(task, in.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: what is not sent is sent after the next start");
    }
  }

  private void sendAll() {
    try {
      Round round = new Round();
      round.send();
      if (round.isDone()) {
        pause = firstPause();
        return;
      }
      log.warn("What was said waits {}; next try in {} at the latest", round, pause);
    } catch (RuntimeException e) {
      log.error("What was said could not be sent; next try in {} at the latest", pause, e);
    }
    tryLater();
  }

  private void tryLater() {
    if (triesLater) {
      return;
    }
    triesLater = true;
    schedule(
        pause,
        () -> {
          triesLater = false;
          sendAll();
        });
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(longestPause) < 0 ? twice : longestPause;
  }

  private Duration firstPause() {
    return longestPause.dividedBy(FIRST_OF_LONGEST);
  }

  /** Once through all that waits. What cannot be sent now holds up only its like. */
  private final class Round {

    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> runs = new HashSet<>();

    void send() {
      long after = 0;
      boolean isLast = false;
      while (!isLast) {
        long from = after;
        List<SaidRows.Waiting> waiting =
            database.read(connection -> SaidRows.waiting(connection, from, BATCH));
        for (SaidRows.Waiting next : waiting) {
          sendUnlessHeldUp(next);
          after = next.seq();
        }
        isLast = waiting.size() < BATCH;
      }
    }

    private void sendUnlessHeldUp(SaidRows.Waiting next) {
      String run = next.workflowId();
      String namespace = delivery.namespaceOf(run);
      if (runs.contains(run) || namespaces.contains(namespace)) {
        return;
      }
      switch (SaidSender.this.send(next)) {
        case unavailable -> namespaces.add(namespace);
        case busy -> runs.add(run);
        case taken, absent -> {}
      }
    }

    boolean isDone() {
      return namespaces.isEmpty() && runs.isEmpty();
    }

    @Override
    public String toString() {
      return "for " + namespaces.size() + " namespaces and " + runs.size() + " busy runs";
    }
  }

  private Delivery.Outcome send(SaidRows.Waiting next) {
    Delivery.Outcome outcome = delivery.deliver(next.workflowId(), next.said());
    if (outcome == Delivery.Outcome.absent) {
      log.warn(
          "The run {} of task {} is not there: what was said to it waits",
          next.workflowId(),
          next.said().taskId());
    }
    if (outcome == Delivery.Outcome.taken || outcome == Delivery.Outcome.absent) {
      // Waited for, so that the next round does not read the row as still waiting.
      var unused =
          database.write(connection -> SaidRows.delivered(connection, next, outcome)).join();
    }
    return outcome;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
