package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.Saga;
import dev.sluice.workflows.saga.SagaState;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import dev.sluice.workflows.task.Desk;
import dev.sluice.workflows.task.OpenTask;
import dev.sluice.workflows.task.Question;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Follows a parcel until the carrier has it: by a long activity, or by the carrier's own callback,
 * whichever is first. When it takes too long, a person is asked while the following goes on. A
 * hand-over is a fact: it wins over a cancel that came at the same time. Workflow code.
 */
final class Parcel {

  private static final String WAIT = "wait";
  private static final String CANCEL = "cancel";

  private final Saga saga;
  private final Standing standing;
  private final Desk desk;
  private final Patience patience;
  private final List<Following.HandedOver> calledBack = new ArrayList<>();

  Parcel(Saga saga, Standing standing, Desk desk, Patience patience) {
    this.saga = saga;
    this.standing = standing;
    this.desk = desk;
    this.patience = patience;
  }

  /** The carrier's callback; it may come before the booking's own answer. */
  void handedOver(Following.HandedOver handedOver) {
    calledBack.add(handedOver);
  }

  /** Returns when the carrier has it. */
  void follow(String orderId, String bookingId) {
    Ledger.Row row = saga.begin("follow");
    Watch watch = new Watch(bookingId, Workflow.newPromise());
    CancellationScope following =
        Workflow.newCancellationScope(() -> watch.seen().completeFrom(seenBy(bookingId)));
    following.run();
    Waiting.quieten(watch.seen());
    try {
      await(watch, orderId);
    } catch (CanceledFailure e) {
      // The end of the following must be known: a parcel that is handed over now stays so.
      Waiting.regardless(watch.seen::isCompleted);
      if (!isHandedOver(watch)) {
        row.skipped("cancelled");
        throw e;
      }
    }
    if (!isHandedOver(watch)) {
      throw given(watch.seen.getFailure(), row);
    }
    following.cancel("handed over");
    row.done(bookingId);
  }

  private record Watch(String bookingId, CompletablePromise<Following.HandedOver> seen) {}

  private Promise<Following.HandedOver> seenBy(String bookingId) {
    Following carrier =
        OrderSteps.FOLLOW.on(
            Following.class, patience, "follow " + bookingId + " until it is handed over");
    return Async.function(carrier::untilHandedOver, bookingId);
  }

  private void await(Watch watch, String orderId) {
    while (!hasEnded(watch)) {
      Instant deadline =
          Instant.ofEpochMilli(Workflow.currentTimeMillis()).plus(patience.handOver());
      boolean ended =
          standing.during(
              "the carrier to take " + watch.bookingId() + "; a person is asked at " + deadline,
              () ->
                  Waiting.until(
                      patience.handOver(),
                      "carrier takes the parcel by " + deadline + ", else a person is asked",
                      () -> hasEnded(watch)));
      if (!ended) {
        askAPerson(watch, orderId);
      }
    }
  }

  private void askAPerson(Watch watch, String orderId) {
    Question question =
        Question.of(
            "shipping",
            "The carrier has not taken the parcel of order " + orderId + ". Wait, or cancel it?",
            Map.of("orderId", orderId, "bookingId", watch.bookingId()),
            WAIT,
            CANCEL);
    OpenTask task = desk.open(question, "role:operator");
    try {
      standing.during(
          SagaState.waitingForPerson,
          "role:operator to answer " + task.id(),
          () -> {
            Waiting.until(() -> task.isDecided() || hasEnded(watch));
            return task.id();
          });
    } catch (CanceledFailure e) {
      task.close();
      throw e;
    }
    task.close();
    task.decision()
        .filter(decision -> decision.decision().equals(CANCEL))
        .ifPresent(
            decision -> saga.cancel("the parcel was not handed over in time" + decision.inWords()));
  }

  private boolean hasEnded(Watch watch) {
    return watch.seen().isCompleted() || isHandedOver(watch);
  }

  private boolean isHandedOver(Watch watch) {
    boolean seen = watch.seen().isCompleted() && watch.seen().getFailure() == null;
    return seen || calledBack.stream().anyMatch(call -> isFor(call, watch.bookingId()));
  }

  /** A callback that names no booking was sent by hand, to this run. */
  private static boolean isFor(Following.HandedOver call, String bookingId) {
    return call.bookingId() == null || call.bookingId().equals(bookingId);
  }

  private RuntimeException given(RuntimeException failure, Ledger.Row row) {
    return failure instanceof TemporalFailure temporal
        ? saga.stopped(row, temporal, false)
        : failure;
  }
}
