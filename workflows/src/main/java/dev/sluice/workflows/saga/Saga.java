package dev.sluice.workflows.saga;

import dev.sluice.workflows.saga.LedgerEntry.StepState;
import dev.sluice.workflows.saga.Parking.Verdict;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps forward and, when it cannot go on, takes them back in reverse order; after the pivot
 * it only goes forward. A cancel at any instant, asked by signal or of Temporal, comes through
 * {@link #cancel} and lands in one place. Deterministic workflow code; its threads are Temporal's.
 */
public final class Saga {

  private enum Phase {
    FORWARD,
    UNDOING,
    PIVOTED
  }

  private final Ledger ledger;
  private final Standing standing;
  private final Parking parking;
  private final Deque<Compensation> compensations = new ArrayDeque<>();
  private final Map<String, Step<?>> ofEarlierLife = new LinkedHashMap<>();
  private final Beside beside;
  private Phase phase = Phase.FORWARD;
  private @Nullable CancellationScope forward;
  private @Nullable String cancelReason;

  public Saga(Ledger ledger, Standing standing, Parking parking) {
    this.ledger = ledger;
    this.standing = standing;
    this.parking = parking;
    this.beside = new Beside(ledger, standing, parking);
  }

  // --- The two halves of a saga

  /**
   * Runs what can be taken back. Returns when it is done, or when everything that was done is
   * undone again.
   */
  public Ending undertake(Runnable story) {
    // The story's scope is detached: a cancel of Temporal's reaches it as any other does.
    CancellationScope.current()
        .getCancellationRequest()
        .thenApply(
            reason -> {
              cancel(reason == null || reason.isBlank() ? "cancelled in Temporal" : reason);
              return reason;
            });
    Ending ending = goForward(story);
    if (ending instanceof Ending.Completed || !takeBack()) {
      pivot();
      return new Ending.Completed();
    }
    return ending;
  }

  /** Runs what can no longer be taken back. No cancel reaches it. */
  public <T> T complete(Supplier<T> story) {
    CompletablePromise<T> told = Workflow.newPromise();
    Workflow.newDetachedCancellationScope(() -> told.complete(story.get())).run();
    return told.get();
  }

  /** Asks the saga to stop. Before the pivot everything is undone; after it, this is only noted. */
  public void cancel(String reason) {
    switch (phase) {
      case FORWARD -> {
        if (cancelReason == null) {
          cancelReason = reason;
        }
        ledger.note("cancel", StepState.done, cancelReason);
        if (forward != null) {
          forward.cancel(cancelReason);
        }
      }
      case UNDOING -> {
        if (cancelReason == null) {
          ledger.note("cancel", StepState.skipped, "already being undone: " + reason);
        }
      }
      case PIVOTED -> ledger.note("cancel", StepState.refused, "too late: " + reason);
    }
  }

  /** Whether steps may still be added and what they need may still change. */
  public boolean goesForward() {
    return phase == Phase.FORWARD && cancelReason == null;
  }

  // --- Steps that can be taken back

  /**
   * An earlier life of this run, of which nothing is known, may have done these steps, in this
   * order. Those that this life does not come to are looked up when it goes back.
   */
  public void mayBeDone(Step<?>... steps) {
    for (Step<?> step : steps) {
      ofEarlierLife.put(step.name(), step);
    }
  }

  /** Does one step. Anything but its answer ends the way forward. */
  public <T> T step(Step<T> step) {
    CancellationScope.throwCanceled();
    ofEarlierLife.remove(step.name());
    Ledger.Row row = begin(step.name());
    // Before the call: when its answer is lost, it may have been done all the same.
    step.undo().ifPresent(undo -> compensations.push(Compensation.ofOwn(undo, row, parking)));
    T answer;
    try {
      answer = step.action().apply(key(step.name()));
    } catch (ActivityFailure | CanceledFailure e) {
      throw stopped(row, e, step.undo().isPresent());
    }
    row.done(step.reference().apply(answer));
    CancellationScope.throwCanceled();
    return answer;
  }

  /** Does parts side by side. When one cannot go on, the others are cancelled and waited for. */
  public void together(Runnable... parts) {
    List<Promise<Void>> running = new ArrayList<>();
    CancellationScope group =
        Workflow.newCancellationScope(
            () -> {
              for (Runnable part : parts) {
                running.add(Async.procedure(part::run));
              }
            });
    group.run();
    Waiting.regardless(
        () ->
            running.stream().allMatch(Promise::isCompleted)
                || running.stream().anyMatch(Saga::hasFailed));
    Optional<Promise<Void>> failed = running.stream().filter(Saga::hasFailed).findFirst();
    if (failed.isPresent()) {
      group.cancel("a step beside it cannot go on");
      Waiting.regardless(() -> running.stream().allMatch(Promise::isCompleted));
      failed.get().get();
    }
  }

  public Ledger.Row begin(String step) {
    Ledger.Row row = ledger.begin(step);
    standing.at(step);
    return row;
  }

  /** Ends the way forward with a no. */
  public RuntimeException refuse(Refusal refusal) {
    return new SagaStopped(new Ending.Refused(refusal));
  }

  /** Ends the way forward since a call did; {@code open} when it may have taken effect. */
  public RuntimeException stopped(Ledger.Row row, TemporalFailure failure, boolean open) {
    Fault fault = Fault.of(failure);
    if (fault.refusal().isPresent()) {
      row.refused(fault.message());
      return refuse(fault.refusal().get());
    }
    if (open) {
      row.unknown(fault.message());
    } else {
      row.failed(fault.message());
    }
    boolean cancelled = CancellationScope.current().isCancelRequested();
    return new SagaStopped(
        cancelled ? cancelled() : new Ending.Failed(row.step() + ": " + fault.message()));
  }

  // --- Steps that only go forward

  /** Retried long, then parked, until it is done; empty when a person settled it. */
  public <T> Optional<T> must(Step<T> step) {
    while (true) {
      Ledger.Row row = begin(step.name());
      try {
        T answer = step.action().apply(key(step.name()));
        row.done(step.reference().apply(answer));
        return Optional.of(answer);
      } catch (ActivityFailure e) {
        if (settledByPerson(row, Fault.of(e))) {
          return Optional.empty();
        }
      }
    }
  }

  /** Parks a step that only goes forward. True when a person settled it, false to try again. */
  public boolean settledByPerson(Ledger.Row row, Fault fault) {
    row.parked(fault.message());
    Verdict verdict =
        parking.park(
            row.step(), "Step " + row.step() + " does not get through: " + fault.message());
    if (verdict instanceof Verdict.Settle settle) {
      row.settled(settle.note());
      return true;
    }
    return false;
  }

  /** Takes back what a later try replaces, while that goes on. */
  public Beside beside() {
    return beside;
  }

  /** Tried for a while; a failure is noted and changes nothing. */
  public <T> void bestEffort(Step<T> step) {
    Ledger.Row row = begin(step.name());
    try {
      row.done(step.reference().apply(step.action().apply(key(step.name()))));
    } catch (ActivityFailure e) {
      row.failed(Fault.of(e).message());
    }
  }

  // --- Inside

  private Ending goForward(Runnable story) {
    CancellationScope scope = Workflow.newDetachedCancellationScope(story);
    forward = scope;
    if (cancelReason != null) {
      scope.cancel(cancelReason);
    }
    try {
      scope.run();
      return new Ending.Completed();
    } catch (SagaStopped e) {
      return e.ending();
    } catch (CanceledFailure e) {
      return cancelled();
    }
  }

  /** False when a step turned out to be beyond taking back. */
  private boolean takeBack() {
    phase = Phase.UNDOING;
    standing.become(SagaState.compensating);
    ofEarlierLife.values().forEach(this::takeBackToo);
    boolean[] undone = {true};
    Workflow.newDetachedCancellationScope(
            () -> {
              while (undone[0] && !compensations.isEmpty()) {
                undone[0] = compensations.pop().run();
              }
            })
        .run();
    return undone[0];
  }

  private void takeBackToo(Step<?> step) {
    if (step.undo().isPresent()) {
      Ledger.Row row = begin(step.name());
      row.unknown("an earlier life of this run may have done it");
      compensations.push(Compensation.ofEarlier(step.undo().get(), row, parking));
    }
  }

  private void pivot() {
    phase = Phase.PIVOTED;
    compensations.clear();
    standing.become(SagaState.working);
    if (cancelReason != null) {
      cancel(cancelReason);
    }
  }

  private Ending.Cancelled cancelled() {
    return new Ending.Cancelled(cancelReason == null ? "cancelled" : cancelReason);
  }

  private static boolean hasFailed(Promise<Void> promise) {
    return promise.isCompleted() && promise.getFailure() != null;
  }

  private static OperationKey key(String step) {
    return OperationKey.of(Workflow.getInfo().getWorkflowId(), step);
  }
}
