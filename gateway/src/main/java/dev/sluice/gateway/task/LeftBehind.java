package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs leave behind that did not come to their own end. A run that was terminated or timed out
 * becomes a task for a person, with its ledger as soon as that can be had; a question that no run
 * is there for any more is closed. One thread; what a round misses the next one finds.
 */
public final class LeftBehind implements Journal.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;
  private static final int QUERIES = 3;
  private static final String NOT_NOW =
      "It cannot be had now: Temporal does not answer. It is asked for again until it does.";

  private final Database database;
  private final Inbox inbox;
  private final Function<Target, Reply> describe;
  private final Function<EndedRows.Ended, LedgerQuery.Answer> ledgers;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread own = new Thread(task, "left-behind");
            own.setDaemon(true);
            return own;
          });

  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whose turn it is, so that one that is not answered for holds up no other. */
  private int turn;

  private long lastQuestion;

  public LeftBehind(Database database, Inbox inbox, Engine engine) {
    this(database, inbox, engine::describe, new LedgerQuery(engine)::of);
  }

  LeftBehind(
      Database database,
      Inbox inbox,
      Function<Target, Reply> describe,
      Function<EndedRows.Ended, LedgerQuery.Answer> ledgers) {
    this.database = database;
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
        inbox.put(task(run, new LedgerQuery.Answer.NotNow())).join();
      }
      askForLedgers();
    } catch (RuntimeException e) {
      log.warn("What ended runs left behind cannot be seen to now; trying again: {}", e.toString());
    }
  }

  private void closeOrphans() {
    List<EndedRows.Orphan> orphans =
        database.read(rows -> EndedRows.questions(rows, lastQuestion, AT_ONCE));
    lastQuestion = orphans.size() < AT_ONCE ? 0 : orphans.get(AT_ONCE - 1).seq();
    for (EndedRows.Orphan orphan : orphans) {
      Reply reply = describe.apply(orphan.target());
      if (reply instanceof Reply.Fault) {
        return; // Nothing can be said of the others either.
      }
      if (!isRunning(reply)) {
        inbox.closeOrphan(orphan).join();
      }
    }
  }

  private static boolean isRunning(Reply reply) {
    return reply instanceof Reply.Described described && described.status() == RunStatus.running;
  }

  private void askForLedgers() {
    List<EndedRows.Ended> missing =
        database.read(rows -> EndedRows.withoutLedger(rows, NOT_NOW, AT_ONCE));
    for (int i = 0; i < Math.min(QUERIES, missing.size()); i++) {
      EndedRows.Ended run = missing.get(turn++ % missing.size());
      LedgerQuery.Answer answer = ledgers.apply(run);
      if (!(answer instanceof LedgerQuery.Answer.NotNow)) {
        inbox.put(task(run, answer)).join();
      }
    }
  }

  private static Task task(EndedRows.Ended run, LedgerQuery.Answer ledger) {
    String id = run.target().workflowId();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("workflowId", id).put("runId", run.runId()).put("status", run.status().name());
    if (ledger instanceof LedgerQuery.Answer.Steps steps) {
      data.set("ledger", steps.steps());
    } else if (ledger instanceof LedgerQuery.Answer.NotNow) {
      data.put("ledgerMissing", NOT_NOW);
    } else {
      data.put("ledgerMissing", ((LedgerQuery.Answer.None) ledger).why());
    }
    return Task.ofEndedRun(
        id,
        "The run "
            + id
            + (run.status() == RunStatus.timedOut ? " timed out" : " was terminated")
            + ": its own code did not come to its end, and took nothing back."
            + " See to what it left open by hand, then settle it with a note of what you did.",
        data);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
