package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Fault;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Action.IfAbsent;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** One try at one piece of work, and what its reply means for the work. Stateless. */
final class Attempt {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** What comes of a try. */
  sealed interface Result {

    /** Decided, to be marked. */
    record Ended(Outcome outcome) implements Result {}

    /** To be marked as held, and tried again at {@code outcome.nextAttemptAt}. */
    record Again(Outcome.HeldOn outcome, boolean targetAbsent) implements Result {}

    /** The engine's fault: its gate decides when. */
    record GateShut(Fault fault) implements Result {}
  }

  private final Engine engine;
  private final Publisher publisher;
  private final Resets resets;
  private final Routes routes;
  private final Starts starts;
  private final Clock clock;

  /** When a workflow that is not there could have come. */
  interface Starts {

    /** Whether the journal holds a start of it that is not done yet. */
    boolean isHeld(Target target);

    /** Since when starts in this namespace could reach the engine. */
    Instant possibleSince(String namespace);
  }

  Attempt(Engine engine, Publisher publisher, Routes routes, Starts starts, Clock clock) {
    this.engine = engine;
    this.publisher = publisher;
    this.resets = new Resets(engine);
    this.routes = routes;
    this.starts = starts;
    this.clock = clock;
  }

  /** What was read back from the file knows its target; the rest is evaluated again. */
  Planned evaluated(Held work) {
    Planned planned = routes.again(work.route(), work.event(), work.enriched());
    if (planned instanceof Planned.Filtered) {
      return changed(work, "The route does nothing with the event any more");
    }
    if (!(planned instanceof Planned.Work evaluated)) {
      return planned;
    }
    if (isOther(work, evaluated.action())) {
      return changed(work, "The route does another thing than when the event came");
    }
    return evaluated.action() instanceof Action.ToWorkflow act
        ? new Planned.Work(work.route(), onTarget(work, act), evaluated.enriched())
        : evaluated;
  }

  /**
   * A claim stands for a run: without a start it would keep its workflow id from later events, and
   * the run of a start without one would be followed by nobody.
   */
  private static boolean isOther(Held work, Action action) {
    if (!(action instanceof Action.ToWorkflow act)) {
      return work.target().isWorkflow();
    }
    return !work.target().isWorkflow()
        || (work.claims() ? !act.starts() : act instanceof Action.Start);
  }

  private static Planned changed(Held work, String detail) {
    return new Planned.Broken(work.route(), Reasons.ROUTE_CHANGED, detail);
  }

  /** The workflow id was claimed when the event was kept: a changed route does not change it. */
  private static Action onTarget(Held work, Action.ToWorkflow act) {
    String namespace = work.target().namespace();
    return act.at(work.target().workflowId(), namespace.isEmpty() ? null : namespace);
  }

  /**
   * Work that was kept under another configuration is evaluated by the one in force, as after a
   * restart. A request may have been planned some time before it was kept.
   */
  Result run(Held work, int failures) {
    if (work.acceptedAt().isAfter(routes.since().plus(LONGEST_REQUEST))) {
      return act(work, failures);
    }
    Planned planned = evaluated(work);
    return planned instanceof Planned.Broken broken
        ? new Result.Ended(new Outcome.Dead(broken.reason(), broken.detail()))
        : act(work.withAction(((Planned.Work) planned).action()), failures);
  }

  private Result act(Held work, int failures) {
    Action action = Objects.requireNonNull(work.action(), "work is evaluated before it is tried");
    if (action instanceof Action.Publish publish) {
      return new Result.Ended(publisher.publish(work, publish));
    }
    Action.ToWorkflow act = (Action.ToWorkflow) action;
    Reply reply = act(work, act);
    if (reply instanceof Reply.Started started) {
      return new Result.Ended(new Outcome.Started(started.runId()));
    }
    if (reply instanceof Reply.Existing existing) {
      return new Result.Ended(existing(work, existing));
    }
    if (reply instanceof Reply.Done) {
      return new Result.Ended(done(act));
    }
    if (reply instanceof Reply.Absent absent) {
      return absent(work, act, absent, failures);
    }
    if (reply instanceof Reply.Unanswered unanswered) {
      return again(Reasons.WAITING_FOR_WORKER, unanswered.detail(), failures);
    }
    if (reply instanceof Reply.Failed failed) {
      return new Result.Ended(new Outcome.Dead(Reasons.UPDATE_FAILED, failed.detail()));
    }
    Fault fault = (Fault) reply;
    return switch (fault.kind()) {
      case unavailable, misconfigured -> new Result.GateShut(fault);
      case busy -> again(Reasons.ENGINE_UNAVAILABLE, fault.detail(), failures);
      case refused -> new Result.Ended(new Outcome.Dead(Reasons.REFUSED_BY_ENGINE, fault.detail()));
    };
  }

  private Result again(String reason, String detail, int failures) {
    Instant next = clock.instant().plus(pause(failures));
    return new Result.Again(new Outcome.HeldOn(reason, detail, next), false);
  }

  private Reply act(Held work, Action.ToWorkflow act) {
    if (act instanceof Action.Start start) {
      return work.formerRun() == null ? engine.start(work, start) : resets.goOn(work, start);
    }
    if (act instanceof Action.Signal signal) {
      return engine.signal(work, signal);
    }
    if (act instanceof Action.SignalWithStart both) {
      return engine.signalWithStart(work, both);
    }
    if (act instanceof Action.Update update) {
      return engine.update(work, update);
    }
    return engine.cancel(work.target(), ((Action.Cancel) act).reason());
  }

  private static Outcome done(Action.ToWorkflow act) {
    if (act instanceof Action.Cancel) {
      return new Outcome.Cancelled();
    }
    return act instanceof Action.Update ? new Outcome.Updated() : new Outcome.Signalled();
  }

  private static Outcome existing(Held work, Reply.Existing existing) {
    if (existing.sameEvent()) {
      return new Outcome.Started(existing.runId());
    }
    if (existing.sameContent()) {
      return new Outcome.Duplicate(existing.runId());
    }
    return new Outcome.Dead(
        Reasons.WORKFLOW_ID_CONFLICT,
        "The engine has another run %s of the workflow id %s, which this event did not start"
            .formatted(existing.runId(), work.target().workflowId()));
  }

  private Result absent(Held work, Action.ToWorkflow act, Reply.Absent absent, int failures) {
    IfAbsent ifAbsent = act.ifAbsent();
    if (ifAbsent instanceof IfAbsent.Drop) {
      return new Result.Ended(new Outcome.Dropped(Reasons.WORKFLOW_ABSENT));
    }
    return ifAbsent instanceof IfAbsent.Wait wait
        ? waited(work, wait, absent, failures)
        : new Result.Ended(new Outcome.Dead(Reasons.WORKFLOW_ABSENT, text(absent)));
  }

  /** Time in which no start could be dispatched is not the target's: it does not count. */
  private Result waited(Held work, IfAbsent.Wait wait, Reply.Absent absent, int failures) {
    Instant now = clock.instant();
    Instant possible = starts.possibleSince(work.target().namespace());
    Instant from = work.acceptedAt().isAfter(possible) ? work.acceptedAt() : possible;
    Instant deadline = from.plus(wait.atMost());
    Instant next = now.plus(pause(failures));
    if (now.isBefore(deadline)) {
      next = next.isBefore(deadline) ? next : deadline;
    } else if (!starts.isHeld(work.target())) {
      return new Result.Ended(new Outcome.Dead(Reasons.WORKFLOW_ABSENT, text(absent)));
    }
    return new Result.Again(
        new Outcome.HeldOn(Reasons.WAITING_FOR_WORKFLOW, text(absent), next), true);
  }

  /** Without the id, which stands beside it: alike errors are grouped by their text. */
  private static String text(Reply.Absent absent) {
    return "No run of that workflow id is open. Temporal says: " + absent.detail();
  }

  static Duration pause(int failures) {
    long millis =
        Math.min(FIRST_PAUSE.toMillis() << Math.min(failures, 10), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
