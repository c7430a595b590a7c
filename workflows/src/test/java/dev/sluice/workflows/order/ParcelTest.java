package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.TaskView;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParcelTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void followingHasAQueueAndHeartbeatsOfItsOwn() {
    rig.run(Rig.order());

    assertThat(rig.history())
        .filteredOn(
            e ->
                e.getActivityTaskScheduledEventAttributes()
                    .getActivityType()
                    .getName()
                    .equals("shipping.follow"))
        .singleElement()
        .satisfies(
            e -> {
              var scheduled = e.getActivityTaskScheduledEventAttributes();
              assertThat(scheduled.getTaskQueue().getName()).isEqualTo("orders-follow");
              assertThat(scheduled.getHeartbeatTimeout().getSeconds()).isEqualTo(30);
            });
  }

  @Test
  void theCarriersCallbackEndsTheFollowing() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("handedOver", new Following.HandedOver("b-book", "2026-11-22T10:00:00Z"));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.history())
        .anyMatch(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
  }

  @Test
  void aCallbackThatComesBeforeTheBookingsAnswerCounts() {
    rig.world.next(
        "shipping.book",
        FakeWorld.after(
            () ->
                rig.stub()
                    .signal(
                        "handedOver", new Following.HandedOver("b-book", "2026-11-22T10:00:00Z"))));

    assertThat(rig.nobodyFollows().run(Rig.order()).outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aCallbackByHandNeedsNoInput() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("handedOver");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aCallbackForAnotherBookingIsNotOurs() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("handedOver", new Following.HandedOver("b-other", "2026-11-22T10:00:00Z"));
    rig.cancel("enough");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.cancelled);
  }

  @Test
  void aParcelThatIsNotHandedOverInTimeIsAskedAboutAndMayGoOn() {
    carrierIsSilent();
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofDays(4));
    Progress waiting = rig.awaitState("waitingForPerson");
    assertThat(waiting.waitsFor()).isEqualTo("role:operator to answer order-1:shipping");
    rig.decide("wait");
    rig.awaitState("working");
    rig.temporal.sleep(Duration.ofDays(4));
    rig.awaitProgress(p -> "role:operator to answer order-1:shipping:2".equals(p.waitsFor()));
    rig.stub().signal("handedOver", new Following.HandedOver("b-book", "2026-11-22T10:00:00Z"));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.tasks)
        .extracting(task -> task.id() + " " + task.state())
        .containsExactly(
            "order-1:shipping open",
            "order-1:shipping decided",
            "order-1:shipping:2 open",
            "order-1:shipping:2 expired");
    assertThat(rig.world.tasks.get(0).choices()).containsExactly("wait", "cancel");
    assertThat(rig.world.tasks.get(1).state()).isEqualTo(TaskView.State.decided);
  }

  @Test
  void aPersonMayCancelAParcelThatIsNotHandedOver() {
    carrierIsSilent();
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofDays(4));
    rig.awaitState("waitingForPerson");
    rig.decide(new Decision(null, "d-1", "cancel", "lost in the depot", "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.cancelled);
    assertThat(result.reason())
        .isEqualTo("the parcel was not handed over in time (said olga: lost in the depot)");
    assertThat(rig.world.leftOver()).isEmpty();
  }

  @Test
  void aFollowingThatCannotWorkIsCompensated() {
    rig.world.always("shipping.follow", FakeWorld.fails(FailureTypes.PERMANENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(result.reason()).startsWith("follow: ");
    assertThat(rig.world.leftOver()).isEmpty();
  }

  @Test
  void aCarrierThatIsAwayIsWaitedFor() {
    rig.world.next(
        "shipping.follow",
        FakeWorld.fails(FailureTypes.TRANSIENT),
        FakeWorld.fails(FailureTypes.UNKNOWN));

    assertThat(rig.run(Rig.order()).outcome()).isEqualTo(Outcome.confirmed);
  }

  /** The test server skips no time while a task waits for a worker: so one fails now and then. */
  private void carrierIsSilent() {
    rig.world.always("shipping.follow", FakeWorld.failsAndWaits(Duration.ofHours(7)));
  }
}
