package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.TaskView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayAwayTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anOrderGoesOnWithoutItAndTellsEverythingInOrderWhenItIsBack() {
    long start = rig.temporal.currentTimeMillis();
    rig.world.always(
        "events.publish",
        effect ->
            rig.temporal.currentTimeMillis() - start < Duration.ofHours(5).toMillis()
                ? FakeWorld.fails(FailureTypes.TRANSIENT).play(effect)
                : effect.get());
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofHours(1));
    Progress progress = rig.awaitStep("notify");
    assertThat(progress.waitsFor())
        .isEqualTo(
            "the gateway takes what this run tells: event order.reserved, event order.confirmed");
    assertThat(rig.world.effects).contains("capture a-authorise");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.eventTypes()).containsExactly("order.reserved", "order.confirmed");
  }

  @Test
  void aGatewayThatStaysAwayIsNotedAndLosesNoOrder() {
    rig.world.always("events.publish", FakeWorld.fails(FailureTypes.PERMANENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.ledger())
        .filteredOn(e -> e.state().name().equals("failed"))
        .extracting(e -> e.step())
        .containsExactly("event order.reserved", "event order.confirmed");
  }

  @Test
  void theEndingIsToldForAWeek() {
    long start = rig.temporal.currentTimeMillis();
    rig.world.always(
        "events.publish",
        effect ->
            rig.temporal.currentTimeMillis() - start < Duration.ofDays(6).toMillis()
                ? FakeWorld.failsAndWaits(Duration.ofHours(1)).play(effect)
                : effect.get());

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.eventTypes()).contains("order.confirmed");
  }

  @Test
  void eventsThatCannotBeToldKeepNoTierFromTheInbox() {
    rig.world.askForReview(
        new Ladder(
            "order-review",
            List.of(
                new Ladder.Tier("role:clerk", Duration.ofMinutes(15), List.of()),
                new Ladder.Tier("role:manager", Duration.ofHours(9), List.of())),
            "reject",
            null));
    rig.world.always("events.publish", FakeWorld.fails(FailureTypes.TRANSIENT));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofMinutes(20));
    rig.awaitProgress(p -> rig.world.tasks.size() == 2);

    assertThat(rig.world.tasks)
        .extracting(TaskView::tier)
        .containsExactly("role:clerk", "role:manager");
    rig.world.heal("events.publish");
    rig.decide("approve");
    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void whatTheInboxAnswersIsSaidAndNotThatItCannotBeReached() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.world.always("tasks.put", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.start(Rig.order());

    assertThat(rig.awaitProgress(p -> String.valueOf(p.waitsFor()).contains("inbox")).waitsFor())
        .contains("the inbox has not taken ", "so nobody sees it there: it is Permanent");
    rig.decide("approve");
    rig.awaitStep("notify");
    rig.world.heal("tasks.put");
    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aReviewIsDecidedFromTemporalAlthoughTheInboxIsAway() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.world.always("tasks.put", FakeWorld.failsAndWaits(Duration.ofHours(1)));
    rig.start(Rig.order());
    rig.awaitProgress(p -> String.valueOf(p.waitsFor()).contains("the inbox has not taken "));
    rig.decide("approve");
    rig.awaitStep("notify");
    rig.world.heal("tasks.put");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.tasks)
        .as("the question may still come in, and reopens nothing there")
        .extracting(task -> task.state().name())
        .contains("decided");
  }
}
