package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Attempt.Result;
import dev.sluice.gateway.dispatch.Failpoint.Step;
import dev.sluice.gateway.dispatch.Lanes.Turn;
import dev.sluice.gateway.dispatch.Reply.Fault;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.route.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings kept work to the engine: each piece until it is decided, one at a time for one workflow,
 * in the journal's order. It wakes on commit; what was there before it started, or does not fit its
 * memory, it reads from the journal. A crash at any point is repaired by trying again: acts have
 * fixed ids, so the engine knows a repeat.
 *
 * <p>While the engine is away, everything waits at a {@link Gate} and says so in its verdict.
 */
public final class Dispatcher implements AutoCloseable, Journal.Listener {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
  private static final Duration COUNT_EVERY = Duration.ofSeconds(10);
  private static final Duration DUE_EVERY = Duration.ofMillis(500);
  private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(1);

  private final Journal journal;
  private final Clock clock;
  private final Failpoint failpoint;
  private final Attempt attempt;
  private final DispatchMeters meters;
  private final EngineWatch watch;
  private final Lanes lanes;
  private final Taking taking;
  private final Clearing clearing;
  private final ExecutorService acts =
      Executors.newFixedThreadPool(InFlight.MOST, Daemons.named("dispatch"));
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, Daemons.named("dispatch-timer"));

  public Dispatcher(
      Journal journal,
      Routes routes,
      Engine engine,
      Publisher publisher,
      Clock clock,
      MeterRegistry meters,
      Failpoint failpoint) {
    this.journal = journal;
    this.clock = clock;
    this.failpoint = failpoint;
    this.lanes = new Lanes(System::nanoTime, journal.stops()::isPaused);
    this.meters = new DispatchMeters(meters, journal.backlog(), lanes, clock);
    this.watch = new EngineWatch(journal, engine, lanes, this.meters, clock, laterHere());
    this.attempt =
        new Attempt(engine, publisher, routes, new StartsInJournal(journal, watch), clock);
    this.taking = new Taking(journal, lanes, attempt, laterHere());
    this.clearing = new Clearing(journal, lanes, laterHere());
  }

  /** Takes up what is held, and what is committed from now on. */
  public void start() {
    journal.stops().recover();
    journal.listen(this);
    taking.readMore();
    every(CHECK_EVERY, watch::checkWhenQuiet);
    every(COUNT_EVERY, meters::refresh);
    every(DUE_EVERY, journal.stops()::letDueGo);
  }

  public EngineHealth health() {
    return watch.health();
  }

  @Override
  public void committed(StoredEvent event, List<Held> held) {
    taking.committed(event.seq(), held);
  }

  @Override
  public void inDoubt() {
    taking.inDoubt();
  }

  @Override
  public void stopsChanged() {
    lanes.settle();
    taking.released();
    pump();
  }

  @Override
  public void heldAgain(Held work) {
    if (!journal.stops().inUse()) {
      lanes.add(work);
      pump();
      return;
    }
    var unused =
        journal
            .stops()
            .keepOut(List.of(work))
            .thenAccept(
                free -> {
                  if (!free.isEmpty()) {
                    lanes.add(work);
                    pump();
                  }
                });
  }

  /** Lets what is in flight come to its end, for some seconds at most. */
  @Override
  public void close() {
    lanes.stop();
    watch.stop();
    timer.shutdownNow();
    acts.shutdown();
    try {
      if (!acts.awaitTermination(5, TimeUnit.SECONDS)) {
        log.info("Some dispatches were cut short; they are repeated at the next start");
        acts.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- doing it

  private void pump() {
    for (Optional<Turn> turn = lanes.take(); turn.isPresent(); turn = lanes.take()) {
      Turn taken = turn.get();
      try {
        acts.execute(() -> act(taken));
      } catch (RejectedExecutionException closing) {
        return;
      }
    }
    clearing.begin();
  }

  private void act(Turn turn) {
    try {
      failpoint.at(Step.beforeAct, turn.work());
      Result result = attempt.run(turn.work(), turn.failures());
      failpoint.at(Step.beforeMark, turn.work());
      if (result instanceof Result.Ended ended) {
        end(turn, ended.outcome());
      } else if (result instanceof Result.Again again) {
        hold(turn, again);
      } else {
        shut(turn, ((Result.GateShut) result).fault());
      }
    } catch (RuntimeException e) {
      log.error("Dispatching event {} failed; trying again", turn.work().event().eid(), e);
      retryLater(turn, false, AFTER_AN_ERROR);
    }
  }

  private void end(Turn turn, Outcome outcome) {
    var unused =
        journal
            .backlog()
            .mark(turn.work(), outcome)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    // Nothing is lost: the act is repeated, and the engine knows it again.
                    retryLater(turn, false, AFTER_AN_ERROR);
                    return;
                  }
                  failpoint.at(Step.afterMark, turn.work());
                  watch.worked(turn.lane().target);
                  meters.ended(turn.work());
                  if (lanes.ended(turn)) {
                    watch.recovered(turn.lane().target.namespace());
                  }
                  taking.readMore();
                  pump();
                });
  }

  private void hold(Turn turn, Result.Again again) {
    Instant next = Optional.ofNullable(again.outcome().nextAttemptAt()).orElseGet(clock::instant);
    Duration pause = Duration.between(clock.instant(), next);
    var unused =
        journal
            .backlog()
            .mark(turn.work(), again.outcome())
            .whenComplete((done, failure) -> retryLater(turn, again.targetAbsent(), pause));
  }

  private void retryLater(Turn turn, boolean targetAbsent, Duration pause) {
    lanes.pause(turn, targetAbsent);
    later(
        pause,
        () -> {
          lanes.wake(turn.lane());
          pump();
        });
    pump();
  }

  private void shut(Turn turn, Fault fault) {
    // Said before the lane is given back: what is marked later is newer.
    var unused =
        journal
            .backlog()
            .mark(turn.work(), new Outcome.HeldOn(EngineWatch.reason(fault), fault.detail(), null));
    watch.shut(turn.lane().target.namespace(), fault, lanes.giveBack(turn, fault));
  }

  // --- time

  private EngineWatch.Later laterHere() {
    return new EngineWatch.Later() {
      @Override
      public void run(Duration pause, Runnable task) {
        later(pause, task);
      }

      @Override
      public void pump() {
        Dispatcher.this.pump();
      }
    };
  }

  private void later(Duration pause, Runnable task) {
    try {
      var unused = timer.schedule(task, Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: what is left is taken up at the next start");
    }
  }

  private void every(Duration period, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            log.warn("A periodic task of the dispatcher failed", e);
          }
        };
    var unused = timer.scheduleWithFixedDelay(guarded, 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }
}
