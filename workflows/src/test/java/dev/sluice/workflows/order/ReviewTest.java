package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.LedgerEntry;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Kept;
import dev.sluice.workflows.task.TaskView;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTest {

  private static final String TASK = "order-1:review";
  private static final Duration HOURS = Duration.ofHours(3).plusMinutes(14);

  private final Rig rig = new Rig();

  @BeforeEach
  void someRuleApplies() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anApprovedOrderGoesOn() {
    rig.start(Rig.order());
    Progress waiting = rig.awaitState("waitingForPerson");
    rig.awaitProgress(progress -> !rig.world.eventTypes().isEmpty());
    assertThat(waiting.waitsFor()).isEqualTo("role:clerk to answer order-1:review");
    assertThat(rig.world.effects).as("no money moves meanwhile").hasSize(1);

    rig.decide(
        new Decision(TASK, "d-1", "approve", "looks fine", "carl", "2026-11-21T10:00:00Z", null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(review(result).state().name()).isEqualTo("done");
    assertThat(review(result).error()).isEqualTo("approve (said carl: looks fine)");
    TaskView decided = rig.world.tasks.get(1);
    assertThat(decided.state()).isEqualTo(TaskView.State.decided);
    assertThat(decided.decision()).extracting(Decision::decisionId).isEqualTo("d-1");
  }

  @Test
  void theInboxHasTheTaskBeforeAnybodyIsTold() {
    rig.world.next(
        "tasks.put",
        FakeWorld.fails(FailureTypes.TRANSIENT),
        FakeWorld.fails(FailureTypes.TRANSIENT));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofMinutes(1));
    rig.decide("approve");
    rig.result();

    List<String> told =
        rig.world.calls.stream()
            .filter(call -> call.startsWith("tasks.put") || call.contains("reviewRequested"))
            .toList();
    assertThat(told)
        .containsSubsequence(
            "tasks.put order-1:review open",
            "tasks.put order-1:review open",
            "tasks.put order-1:review open",
            "events.publish order-1/order.reviewRequested",
            "tasks.put order-1:review decided");
    TaskView task = rig.world.tasks.get(0);
    assertThat(task.choices()).containsExactly("approve", "reject");
    assertThat(task.tier()).isEqualTo("role:clerk");
    assertThat(task.data()).containsEntry("orderId", "1").containsEntry("total", "12.50");
    assertThat(task.due()).isNotNull();
  }

  @Test
  void aRejectedOrderIsRefused() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.decide(new Decision(TASK, "d-1", "reject", "odd address", "carl", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).isEqualTo("rejected: review: reject (said carl: odd address)");
    assertThat(rig.world.effects).containsExactly("reserve r-reserve", "release r-reserve");
  }

  @Test
  void nobodyAnsweringInTimeLetsTheDefaultHoldAfterItsReminders() {
    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).contains("nobody answered in time");
    assertThat(rig.took()).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
    assertThat(rig.world.tasks)
        .extracting(TaskView::state)
        .containsExactly(TaskView.State.open, TaskView.State.expired);
    List<DerivedEvent> asked =
        rig.world.events.stream().filter(e -> e.type().equals("order.reviewRequested")).toList();
    assertThat(asked)
        .extracting(DerivedEvent::id, e -> e.data().get("reminder"))
        .containsExactly(
            tuple("order-1/order.reviewRequested", 0),
            tuple("order-1/order.reviewRequested/2", 1),
            tuple("order-1/order.reviewRequested/3", 2));
  }

  @Test
  void anAnswerThatTheGatewayHasKeptIsHeardBeforeTheDefaultHolds() {
    Decision kept = new Decision(Rig.ID + ":review", "d-1", "approve", null, "carl", null, 0);
    rig.world.kept = new Kept(List.of(new Kept.Said(kept, null)));

    assertThat(rig.run(Rig.order()).outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void theDefaultMayApprove() {
    rig.world.askForReview(FakeWorld.clerk("approve"));

    assertThat(rig.run(Rig.order()).outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void theDefaultMayParkUntilSomebodyAnswers() {
    rig.world.askForReview(FakeWorld.clerk("park"));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofDays(3));
    rig.awaitState("parked");
    rig.decide("approve");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aTimerSaysUntilWhenWhoAnswers() {
    rig.run(Rig.order());

    assertThat(rig.history())
        .filteredOn(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .extracting(e -> e.getUserMetadata().getSummary().getData().toStringUtf8())
        .hasSize(3)
        .allMatch(text -> text.matches("\"role:clerk answers by \\d{4}-.* UTC.*"));
  }

  @Test
  void anEarlyDecisionCounts() {
    rig.world.next(
        "inventory.reserve",
        FakeWorld.after(
            () -> rig.decide(new Decision(TASK, "d-1", "approve", null, "carl", null, null))));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(review(result).error()).startsWith("approve");
    assertThat(rig.history())
        .noneMatch(
            e ->
                e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED
                    && e.getUserMetadata().getSummary().getData().toStringUtf8().contains("clerk"));
  }

  @Test
  void aDecisionByHandNeedsOnlyTheWord() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.decide("Approve");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void theFirstDecisionHoldsAndARepeatOfTheSignalIsNothingNew() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    Decision rejected = new Decision(TASK, "d-1", "reject", null, "carl", null, null);
    rig.world.next("inventory.release", FakeWorld.after(() -> rig.decide(rejected)));
    rig.decide(rejected);
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.ledger())
        .as("a repeat leaves no trace")
        .noneMatch(entry -> entry.step().equals("decide"));
  }

  @Test
  void aSecondVoteIsNoted() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.world.next(
        "inventory.release",
        FakeWorld.after(
            () -> rig.decide(new Decision(TASK, "d-2", "approve", null, "dora", null, null))));
    rig.decide(new Decision(TASK, "d-1", "reject", null, "carl", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.ledger()).anyMatch(entry -> entry.step().equals("decide"));
  }

  @Test
  void whatWasNotOfferedIsNotedAndTheTaskStaysOpen() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.decide("perhaps");
    Progress progress =
        rig.awaitProgress(p -> p.steps().stream().anyMatch(e -> e.step().equals("decide")));

    assertThat(progress.state()).isEqualTo("waitingForPerson");
    rig.decide("approve");
    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aSignalWithoutItsInputIsNotedAndStopsNothing() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.stub().signal("decide");
    rig.stub().signal("decide", Map.of("comment", "no decision in it"));
    rig.awaitProgress(
        p -> p.steps().stream().anyMatch(e -> e.step().equals("decide") && e.attempt() == 2));
    rig.decide("approve");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void theClockStartsWhenTheInboxHasTheTask() {
    long start = rig.temporal.currentTimeMillis();
    rig.world.always(
        "tasks.put",
        effect ->
            rig.temporal.currentTimeMillis() - start < Duration.ofMinutes(40).toMillis()
                ? FakeWorld.fails(FailureTypes.TRANSIENT).play(effect)
                : effect.get());

    rig.run(Rig.order());

    assertThat(rig.took())
        .as("40 minutes without an inbox, then the clerk's 15")
        .isBetween(Duration.ofMinutes(54), Duration.ofMinutes(57));
    TaskView last = rig.world.tasks.get(1);
    assertThat(Instant.parse(Objects.requireNonNull(last.due())))
        .as("the inbox is told the new time")
        .isAfter(Instant.ofEpochMilli(start).plus(Duration.ofMinutes(54)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInboxThatSaysNoLetsNoDeadlineDecide(boolean forGood) {
    rig.world.always(
        "tasks.put",
        forGood
            ? FakeWorld.failsForGood(FailureTypes.PERMANENT)
            : FakeWorld.fails(FailureTypes.PERMANENT));
    rig.start(Rig.order());
    Progress away =
        rig.awaitProgress(p -> String.valueOf(p.waitsFor()).contains("the inbox has not taken"));
    assertThat(away.state()).isEqualTo("waitingForPerson");
    assertThat(away.waitsFor()).contains("order-1:review", "it is Permanent");
    rig.temporal.sleep(Duration.ofHours(3));
    assertThat(rig.progress().state()).isEqualTo("waitingForPerson");
    assertThat(rig.world.tasks).isEmpty();
    rig.world.heal("tasks.put");
    OrderResult result = rig.result();

    assertThat(result.reason()).contains("nobody answered in time");
    assertThat(rig.took()).as("3 h without an inbox, then the clerk's 15 min").isGreaterThan(HOURS);
    assertThat(rig.world.tasks)
        .extracting(TaskView::state)
        .containsExactly(TaskView.State.open, TaskView.State.open, TaskView.State.expired);
  }

  @Test
  void aClosingThatTheInboxNeverTakesIsNotedAndFailsNothing() {
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.awaitProgress(progress -> !rig.world.tasks.isEmpty());
    rig.world.always("tasks.put", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.decide("approve");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.took()).as("tried for long").isGreaterThan(Duration.ofHours(23));
    assertThat(result.ledger())
        .filteredOn(entry -> entry.step().equals("task order-1:review"))
        .extracting(entry -> entry.state().name())
        .containsExactly("failed");
  }

  private static LedgerEntry review(OrderResult result) {
    return result.ledger().stream()
        .filter(entry -> entry.step().equals("review"))
        .findFirst()
        .orElseThrow();
  }
}
