package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CancelTest {

  /** The two ways in which a run is asked to stop. */
  enum By {
    SIGNAL {
      @Override
      void cancel(WorkflowStub run) {
        run.signal("cancel", new OrderWorkflow.CancelRequest("1", "changed my mind"));
      }
    },
    TEMPORAL {
      @Override
      void cancel(WorkflowStub run) {
        run.cancel("changed my mind");
      }
    };

    abstract void cancel(WorkflowStub run);
  }

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  static List<Arguments> everyCallOnTheWay() {
    List<Arguments> all = new ArrayList<>();
    for (String activity :
        List.of("inventory.reserve", "risk.assess", "payment.authorise", "shipping.book")) {
      for (By by : By.values()) {
        all.add(Arguments.of(activity, by, "answers"));
        all.add(Arguments.of(activity, by, FailureTypes.TRANSIENT));
        all.add(Arguments.of(activity, by, "loses the answer"));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("everyCallOnTheWay")
  void aCancelDuringACallUndoesWhatWasDone(String activity, By by, String end) {
    rig.world.next(activity, cancelledMeanwhile(by).then(script(end)));
    rig.start(Rig.order());

    assertCancelled(by, "changed my mind");
    assertThat(rig.world.calls).noneMatch(call -> call.startsWith("payment.capture"));
    assertThat(rig.world.eventTypes())
        .doesNotContain("order.confirmed")
        .endsWith("order.cancelled");
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCallThatRunsIsWaitedForSoThatItsOutcomeIsKnown(By by) {
    rig.world.next("shipping.book", cancelledMeanwhile(by));
    rig.start(Rig.order());

    assertCancelled(by, "changed my mind");
    assertThat(rig.world.calls).noneMatch(call -> call.contains(".find"));
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelAtTheVeryStartDoesNothingAtAll(By by) {
    WorkflowStub run = rig.prepare();
    run.start(Rig.order());
    by.cancel(run);
    rig.temporal.start();

    assertCancelled(by, "changed my mind");
    assertThat(rig.world.effects).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelBetweenRetriesDoesNotWaitForTheNext(By by) {
    rig.world.always("payment.authorise", FakeWorld.fails(FailureTypes.TRANSIENT));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofMinutes(2));
    by.cancel(rig.stub());

    assertCancelled(by, "changed my mind");
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelDuringTheReviewClosesTheTask(By by) {
    rig.world.askForReview(FakeWorld.clerk("approve"));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofMinutes(6));
    rig.awaitState("waitingForPerson");
    by.cancel(rig.stub());

    assertCancelled(by, "changed my mind");
    assertThat(rig.world.effects).containsExactly("reserve r-reserve", "release r-reserve");
    assertThat(rig.world.tasks)
        .extracting(task -> task.id() + " " + task.state())
        .containsExactly("order-1:review open", "order-1:review expired");
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelWhileTheInboxIsAwayIsHeard(By by) {
    rig.world.askForReview(FakeWorld.clerk("approve"));
    rig.world.next(
        "tasks.put",
        FakeWorld.after(() -> by.cancel(rig.stub())).then(FakeWorld.fails(FailureTypes.TRANSIENT)));
    rig.start(Rig.order());

    assertCancelled(by, "changed my mind");
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelWhileFollowingCancelsTheBooking(By by) {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    by.cancel(rig.stub());

    assertCancelled(by, "changed my mind");
    assertThat(rig.world.effects)
        .containsExactly(
            "reserve r-reserve",
            "authorise a-authorise",
            "book b-book",
            "cancel-booking b-book",
            "void a-authorise",
            "release r-reserve");
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelDuringCompensationIsNotedAndChangesNothing(By by) {
    rig.world.next("shipping.book", FakeWorld.refuses("undeliverable"));
    rig.world.next("payment.void", FakeWorld.after(() -> by.cancel(rig.stub())));
    rig.start(Rig.order());

    OrderResult result = rig.result(by);
    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).startsWith("undeliverable");
    assertThat(rig.world.leftOver()).isEmpty();
    assertThat(result.ledger())
        .filteredOn(entry -> entry.step().equals("cancel"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state().name()).isEqualTo("skipped");
              assertThat(entry.error()).isEqualTo("already being undone: changed my mind");
            });
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aCancelAfterTheHandOverIsTooLate(By by) {
    rig.world.next("payment.capture", FakeWorld.after(() -> by.cancel(rig.stub())));
    rig.start(Rig.order());

    OrderResult result = rig.result(by);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isEqualTo("t-capture");
    assertTooLate(result);
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aHandOverWinsOverACancelThatCameJustBefore(By by) {
    rig.world.next("shipping.follow", cancelledMeanwhile(by));
    rig.start(Rig.order());

    OrderResult result = rig.result(by);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertTooLate(result);
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aBookingThatCanNoLongerBeCancelledTurnsTheOrderForwardAgain(By by) {
    rig.world.next("shipping.cancel", FakeWorld.refuses("handedOver"));
    WorkflowStub run = rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    by.cancel(run);

    OrderResult result = rig.result(by);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isEqualTo("t-capture");
    assertTooLate(result);
    assertThat(rig.world.calls)
        .noneMatch(call -> call.startsWith("payment.void") || call.startsWith("inventory.release"));
  }

  @Test
  void aBookingWhoseAnswerWasLostIsAskedForAgainWhenItIsTooLateToCancel() {
    rig.world.next("shipping.book", cancelledMeanwhile(By.SIGNAL).then(script("loses the answer")));
    rig.world.next("shipping.cancel", FakeWorld.refuses("handedOver"));
    rig.start(Rig.order());

    OrderResult result = rig.result(By.SIGNAL);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.trackingNumber()).isEqualTo("TRACK-1");
    assertThat(rig.world.effects).containsOnlyOnce("book b-book");
  }

  @Test
  void aSecondCancelChangesNothing() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.cancel("first");
    rig.cancel("second");

    assertCancelled(By.SIGNAL, "first");
  }

  @Test
  void aCancelFromTheTemporalUiNeedsNoInput() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("cancel");

    assertCancelled(By.SIGNAL, "cancelled on request");
  }

  /** The activity goes on when the run has asked it to stop. */
  private FakeWorld.Script cancelledMeanwhile(By by) {
    return FakeWorld.after(
        () -> {
          by.cancel(rig.stub());
          rig.awaitHistory(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
        });
  }

  /**
   * After a cancel was asked for, a server retries no more; the test server only closes an activity
   * then when its failure is final, so that it is final here.
   */
  private static FakeWorld.Script script(String end) {
    return switch (end) {
      case "answers" -> effect -> effect.get();
      case "loses the answer" ->
          effect -> FakeWorld.failsForGood(FailureTypes.UNKNOWN + " " + effect.get()).play(effect);
      default -> FakeWorld.failsForGood(end);
    };
  }

  private void assertCancelled(By by, String reason) {
    OrderResult result = rig.result(by);
    assertThat(result.outcome()).isEqualTo(Outcome.cancelled);
    assertThat(result.reason()).isEqualTo(reason);
    assertThat(rig.world.leftOver()).isEmpty();
  }

  private static void assertTooLate(OrderResult result) {
    assertThat(result.ledger())
        .filteredOn(entry -> entry.step().equals("cancel"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state().name()).isEqualTo("refused");
              assertThat(entry.error()).isEqualTo("too late: changed my mind");
            });
  }
}
