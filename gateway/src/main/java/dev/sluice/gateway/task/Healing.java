package dev.sluice.gateway.task;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the inbox against what runs say themselves, since they are the truth: a question that a run
 * asks and the inbox lacks, as after a restored back-up, is put there; one that stands in the inbox
 * and its run does not ask any more is closed. A few runs with each round, on one thread, so that
 * it costs little; what a round misses a later one finds.
 */
public final class Healing implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Healing.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final int AT_ONCE = 20;

  /** What has just changed is still on its way. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final Database database;
  private final Inbox inbox;
  private final RunsWord runs;
  private final Clock clock;
  private final ScheduledExecutorService thread = Daemons.timer("healing");

  private long lastQuestion;
  private Iterator<Target> waiting = Collections.emptyIterator();

  public Healing(Database database, Inbox inbox, Engine engine, Clock clock) {
    this(database, inbox, RunsWord.of(engine), clock);
  }

  Healing(Database database, Inbox inbox, RunsWord runs, Clock clock) {
    this.database = database;
    this.inbox = inbox;
    this.runs = runs;
    this.clock = clock;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::roundOrLog, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void roundOrLog() {
    try {
      round();
    } catch (RuntimeException e) {
      waiting = Collections.emptyIterator();
      log.warn("The inbox cannot be held against its runs now; trying again: {}", e.toString());
    }
  }

  void round() {
    long settled = clock.instant().minus(SETTLED).toEpochMilli();
    List<EndedRows.Orphan> open =
        database.read(rows -> EndedRows.settled(rows, lastQuestion, settled, AT_ONCE));
    lastQuestion = open.size() < AT_ONCE ? 0 : open.get(AT_ONCE - 1).seq();
    for (EndedRows.Orphan question : open) {
      runs.of(question.target()).ifPresent(asked -> close(question, asked));
    }
    if (!waiting.hasNext()) {
      waiting = runs.waiting().iterator();
    }
    for (int i = 0; i < AT_ONCE && waiting.hasNext(); i++) {
      runs.of(waiting.next()).ifPresent(this::putWhatIsMissing);
    }
  }

  private void close(EndedRows.Orphan question, List<RunsWord.Asked> asked) {
    putWhatIsMissing(asked);
    boolean isAsked = asked.stream().anyMatch(each -> each.task().id().equals(question.id()));
    if (!isAsked && inbox.closeOrphan(question).join()) {
      log.warn("The task {} was open here, and its run does not ask it: closed", question.id());
    }
  }

  private void putWhatIsMissing(List<RunsWord.Asked> asked) {
    for (RunsWord.Asked each : asked) {
      Optional<Task> stored = inbox.find(each.task().id());
      if (stored.isEmpty() || differs(stored.get(), each.task())) {
        log.warn("The task {} is not as its run asks it: put again", each.task().id());
        var unused = inbox.put(each.task(), each.heard()).join();
      }
    }
  }

  /** A run may be ahead of its inbox for a moment; what is closed there stays closed. */
  private static boolean differs(Task stored, Task told) {
    return stored.state() == Task.State.open
        && !(stored.tier().equals(told.tier())
            && Objects.equals(stored.due(), told.due())
            && stored.question().equals(told.question())
            && stored.ballot().equals(told.ballot())
            && stored.comments().equals(told.comments()));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
