package dev.sluice.gateway.task;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the inbox against what runs say themselves, since they are the truth: a question that a run
 * asks and the inbox lacks, as after a restored back-up, is put there, and so is what became of one
 * that stands open in the inbox alone. What a run does not name stays as it is until the run ends.
 * A few runs with each round, on one thread, so that it costs little; what a round misses a later
 * one finds.
 */
public final class Healing implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Healing.class);
  private static final int AT_ONCE = 20;
  private static final int NOTED = 1000;

  private final Database database;
  private final Inbox inbox;
  private final RunsWord runs;
  private final WaitingRuns waiting;
  private final Duration every;
  private final Clock clock;
  private final ScheduledExecutorService thread = Daemons.timer("healing");

  /** Whose odd answers the log has. */
  private final Set<Target> noted = new HashSet<>();

  private long lastQuestion;

  /**
   * @param namespaces where runs may be that ask something
   * @param every how long after a round the next one begins
   */
  public Healing(
      Database database,
      Inbox inbox,
      Engine engine,
      Supplier<Set<String>> namespaces,
      Duration every,
      Clock clock) {
    this(database, inbox, RunsWord.of(engine), namespaces, every, clock);
  }

  Healing(
      Database database,
      Inbox inbox,
      RunsWord runs,
      Supplier<Set<String>> namespaces,
      Duration every,
      Clock clock) {
    this.database = database;
    this.inbox = inbox;
    this.runs = runs;
    this.waiting = new WaitingRuns(runs, namespaces);
    this.every = every;
    this.clock = clock;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::roundOrLog, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void roundOrLog() {
    try {
      round();
    } catch (RuntimeException e) {
      log.warn("The inbox cannot be held against its runs now; trying again: {}", e.toString());
    }
  }

  void round() {
    // What has just changed is still on its way.
    long settled = clock.instant().minus(every.multipliedBy(2)).toEpochMilli();
    List<EndedRows.Orphan> open =
        database.read(rows -> EndedRows.settled(rows, lastQuestion, settled, AT_ONCE));
    lastQuestion = open.size() < AT_ONCE ? 0 : open.get(AT_ONCE - 1).seq();
    open.stream().map(EndedRows.Orphan::target).distinct().forEach(this::heedOrLog);
    waiting.next(AT_ONCE).forEach(this::heedOrLog);
  }

  private void heedOrLog(Target run) {
    try {
      heed(run);
    } catch (RuntimeException e) {
      log.warn("What the run {} says cannot be heeded now: {}", run.workflowId(), e.toString());
    }
  }

  private void heed(Target run) {
    RunsWord.Answer answer = runs.of(run);
    if (answer instanceof RunsWord.Answer.Says says) {
      says.words().forEach(this::putWhatDiffers);
    } else if (answer instanceof RunsWord.Answer.Odd odd) {
      note(run, odd);
    }
  }

  private void note(Target run, RunsWord.Answer.Odd odd) {
    if (noted.size() >= NOTED) {
      noted.clear();
    }
    if (noted.add(run)) {
      log.warn(
          "What the run {} answers to the query {} is not believed: {}",
          run.workflowId(),
          RunsWord.QUERY,
          odd.why());
    }
  }

  private void putWhatDiffers(Word word) {
    if (isOfAnother(word)) {
      return;
    }
    Optional<Task> stored = inbox.find(word.task().id());
    if (stored.map(each -> differs(each, word.task())).orElse(word.task().isOpen())
        || isAskedAgain(word.task())) {
      log.warn("The task {} is not as its run has it: put again", word.task().id());
      var unused = inbox.put(word).join();
    }
  }

  /** After a reset to where it had asked already, the run does not say so by itself. */
  private boolean isAskedAgain(Task task) {
    return task.isOpen() && database.read(rows -> TaskRows.mayReopen(rows, task.id()));
  }

  /** Under the same id in another namespace: each says what is its own. */
  private boolean isOfAnother(Word word) {
    Optional<String> known =
        database.read(rows -> TaskRows.namespaceOf(rows, word.task().workflowId()));
    return known.isPresent() && !known.get().equals(word.namespace());
  }

  /** A run may be ahead of its inbox for a moment; what is closed there stays closed. */
  private static boolean differs(Task stored, Task told) {
    return stored.isOpen()
        && !(told.isOpen()
            && stored.tier().equals(told.tier())
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
