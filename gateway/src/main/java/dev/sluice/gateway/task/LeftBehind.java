package dev.sluice.gateway.task;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs leave behind that did not come to their own end. A run that was terminated or timed out
 * becomes a task for a person, with its ledger as soon as that can be had, until it is reset: then
 * it is followed again. A question that no run is there for any more is closed. One thread; what a
 * round misses the next one finds.
 */
public final class LeftBehind implements Journal.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;
  private static final int QUERIES = 3;
  private static final int LOOKS = 20;

  private final Database database;
  private final RunBook runs;
  private final EndedTasks tasks;
  private final Inbox inbox;
  private final Function<Target, Reply> describe;
  private final Function<EndedRows.Ended, LedgerQuery.Answer> ledgers;
  private final ScheduledExecutorService thread = Daemons.timer("left-behind");

  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whose turn it is, so that one that is not answered for holds up no other. */
  private int turn;

  private long lastQuestion;
  private long lastCutOff;

  public LeftBehind(
      Database database, RunBook runs, Inbox inbox, TaskWatch watch, Engine engine, Clock clock) {
    this(database, runs, inbox, watch, engine::describe, new LedgerQuery(engine)::of, clock);
  }

  LeftBehind(
      Database database,
      RunBook runs,
      Inbox inbox,
      TaskWatch watch,
      Function<Target, Reply> describe,
      Function<EndedRows.Ended, LedgerQuery.Answer> ledgers,
      Clock clock) {
    this.database = database;
    this.runs = runs;
    this.tasks = new EndedTasks(database, watch, clock);
    this.inbox = inbox;
    this.describe = describe;
    this.ledgers = ledgers;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void ended(RunBook.End end) {
    if (!woken.compareAndSet(false, true)) {
      return;
    }
    try {
      thread.execute(this::round);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: the end of {} is seen to after the next start", end.run().target());
    }
  }

  private void round() {
    woken.set(false);
    try {
      closeOrphans();
      for (EndedRows.Ended run : database.read(rows -> EndedRows.withoutTask(rows, AT_ONCE))) {
        tasks.open(run);
      }
      followResets();
      askForLedgers();
    } catch (RuntimeException e) {
      log.warn("What ended runs left behind cannot be seen to now; trying again: {}", e.toString());
    }
  }

  private void closeOrphans() {
    List<EndedRows.Orphan> orphans =
        database.read(rows -> EndedRows.questions(rows, lastQuestion, AT_ONCE));
    lastQuestion = orphans.size() < AT_ONCE ? 0 : orphans.get(AT_ONCE - 1).seq();
    describeAll(
        orphans,
        EndedRows.Orphan::target,
        (orphan, reply) -> {
          if (!isRunning(reply)) {
            inbox.closeOrphan(orphan).join();
          }
        });
  }

  private static boolean isRunning(Reply reply) {
    return reply instanceof Reply.Described described && described.status() == RunStatus.running;
  }

  private void followResets() {
    List<EndedRows.Asked> cutOff = database.read(rows -> EndedRows.cutOff(rows, lastCutOff, LOOKS));
    lastCutOff = cutOff.size() < LOOKS ? 0 : cutOff.get(LOOKS - 1).taskSeq();
    describeAll(
        cutOff,
        asked -> asked.run().target(),
        (asked, reply) -> {
          if (reply instanceof Reply.Described now && isRunning(now) && now.eid() != null) {
            EndedRows.Ended run = asked.run();
            var unused = runs.goesOn(run.target(), run.seq(), now.eid(), now.runId()).join();
          }
        });
    database.read(rows -> EndedRows.goingOn(rows, AT_ONCE)).forEach(tasks::runGoesOn);
  }

  /** Where the engine fails for one, nothing is asked of the others of that namespace. */
  private <T> void describeAll(
      List<T> all, Function<T, Target> target, BiConsumer<T, Reply> answered) {
    Set<String> silent = new HashSet<>();
    for (T each : all) {
      Target its = target.apply(each);
      if (silent.contains(its.namespace())) {
        continue;
      }
      Reply reply = describe.apply(its);
      if (reply instanceof Reply.Fault) {
        silent.add(its.namespace());
      } else {
        answered.accept(each, reply);
      }
    }
  }

  private void askForLedgers() {
    List<EndedRows.Asked> missing =
        database.read(rows -> EndedRows.withoutLedger(rows, EndedTasks.NOT_NOW, AT_ONCE));
    for (int i = 0; i < Math.min(QUERIES, missing.size()); i++) {
      EndedRows.Asked asked = missing.get(turn++ % missing.size());
      LedgerQuery.Answer answer = ledgers.apply(asked.run());
      if (!(answer instanceof LedgerQuery.Answer.NotNow)) {
        tasks.add(asked, answer);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
