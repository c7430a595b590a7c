package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Routes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal's word on each run in step with the engine's: a run's end is known within ten
 * seconds. On a server one sweep over visibility finds what has closed, and a describe goes round
 * slowly for what the sweep missed; the in-process engine has no visibility, so there the describes
 * go round fast. One thread; the rate of describes is bounded.
 */
public final class RunFollower implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunFollower.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int DESCRIBES_IN_PROCESS = 500;
  private static final int DESCRIBES_ON_SERVER = 40;

  private final Journal journal;
  private final Engine engine;
  private final Routes routes;
  private final Clock clock;
  private final ClosedRuns closedRuns;
  private final RunFailures failures;
  private final Counter lost;
  private final ScheduledExecutorService timer = Daemons.timer("run-follower");

  /** Where the round of describes is. Only the thread touches it, and the next. */
  private Place round = Place.START;

  private boolean failing;

  public RunFollower(
      Journal journal, Engine engine, Routes routes, Clock clock, MeterRegistry meters) {
    this.journal = journal;
    this.routes = routes;
    this.engine = engine;
    this.clock = clock;
    this.closedRuns =
        new ClosedRuns(journal.runs(), Visibility.of(engine), engine::describe, clock);
    this.failures = new RunFailures(engine);
    this.lost = Counter.builder("sluice.runs.lost").register(meters);
  }

  /**
   * Before the dispatcher starts: an in-process engine has lost every run with its last process, so
   * they and what was sent to them are to be made again.
   */
  public void recover() {
    if (engine.inProcess()) {
      int work = journal.runs().holdRunningAgain().join();
      if (work > 0) {
        log.info("The in-process engine starts empty; {} starts and signals are repeated", work);
      }
    }
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look() {
    if (engine.inProcess()) {
      trying(() -> goRound(DESCRIBES_IN_PROCESS));
    } else {
      trying(() -> closedRuns.find(this::record));
      trying(() -> goRound(DESCRIBES_ON_SERVER));
    }
  }

  private void trying(Runnable step) {
    try {
      step.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        log.warn("The runs cannot be followed now; trying again until they can: {}", e.toString());
      }
      failing = true;
    }
  }

  private void goRound(int atMost) {
    List<Run> open = journal.runs().open(round, atMost);
    round = open.size() < atMost ? Place.START : open.get(open.size() - 1).place();
    List<End> ends = new ArrayList<>();
    Set<String> silent = new HashSet<>();
    for (Run run : open) {
      if (silent.contains(run.target().namespace())) {
        continue;
      }
      Reply reply = engine.describe(run.target());
      if (reply instanceof Reply.Described described) {
        settle(run, described, ends);
      } else if (reply instanceof Reply.Absent absent) {
        lose(run, absent.detail());
      } else {
        // Away, or shut to us: nothing can be said of its others either.
        silent.add(run.target().namespace());
      }
    }
    record(ends);
  }

  private void settle(Run run, Reply.Described described, List<End> ends) {
    if (described.status() != RunStatus.running) {
      Instant at = Objects.requireNonNullElseGet(described.endedAt(), clock::instant);
      ends.add(new End(run, described.runId(), described.status(), at, null));
    } else if (!described.runId().equals(run.runId())) {
      var unused = journal.runs().follow(run, described.runId());
    }
  }

  private void lose(Run run, String detail) {
    if (engine.inProcess()) {
      return;
    }
    boolean news = journal.runs().lose(run, detail).join();
    if (news) {
      lost.increment();
      log.error(
          "The run {} of event {} is lost: Temporal does not know it any more ({})",
          run.target().workflowId(),
          run.eid(),
          detail);
    }
  }

  private void record(List<End> ends) {
    if (!ends.isEmpty()) {
      var unused =
          journal.runs().end(ends.stream().map(failures::explained).toList(), routes::retry).join();
    }
  }
}
