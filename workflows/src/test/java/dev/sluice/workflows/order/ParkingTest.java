package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.TaskView;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParkingTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aFailingCompensationIsRetriedLongThenParkedThenResumed() {
    Instant start = Instant.ofEpochMilli(rig.temporal.currentTimeMillis());
    undoFails();
    Progress parked = rig.awaitState("parked");

    assertThat(parked.steps())
        .filteredOn(entry -> entry.step().equals("authorise"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(Duration.between(start, Instant.parse(entry.at())))
                    .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(65)));
    assertThat(parked.waitsFor()).isEqualTo("role:operator to answer order-1:undo-authorise");
    assertThat(rig.world.effects)
        .as("last first: the stock waits behind the money")
        .doesNotContain("release r-reserve");
    assertThat(rig.world.event("order.parked").data())
        .containsEntry("taskId", "order-1:undo-authorise");
    TaskView task = rig.world.tasks.get(0);
    assertThat(task.choices()).containsExactly("retry", "settle");
    assertThat(task.data()).containsEntry("orderId", "1");
    assertThat(task.due()).isNull();

    rig.world.heal("payment.void");
    rig.decide(new Decision(task.id(), "d-1", "retry", null, "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(rig.world.leftOver()).isEmpty();
    assertThat(rig.world.tasks)
        .extracting(TaskView::state)
        .containsExactly(TaskView.State.open, TaskView.State.decided);
    assertThat(states(result)).contains("authorise compensated", "reserve compensated");
  }

  @Test
  void whatIsStuckGoesUpItsLadderUntilSomebodyAnswers() {
    rig.world.askAboutWhatIsParked(
        new Ladder(
            "stuck",
            List.of(
                new Ladder.Tier(
                    "role:operator", Duration.ofHours(1), List.of(Duration.ofMinutes(20))),
                new Ladder.Tier("role:lead", Duration.ofHours(4), List.of())),
            "park",
            null));
    undoFails();
    rig.awaitState("parked");
    rig.stub().cancel("please");
    rig.temporal.sleep(Duration.ofHours(8));
    rig.awaitProgress(p -> "somebody to answer order-1:undo-authorise".equals(p.waitsFor()));

    assertThat(rig.world.tasks)
        .extracting(TaskView::tier)
        .containsExactly("role:operator", "role:lead", "role:lead");
    assertThat(rig.world.events)
        .filteredOn(event -> event.type().equals("order.parked"))
        .extracting(event -> event.data().get("assignee"), event -> event.data().get("reminder"))
        .containsExactly(
            tuple("role:operator", 0), tuple("role:operator", 1), tuple("role:lead", 0));

    rig.world.heal("payment.void");
    rig.decide(new Decision(null, "d-1", "retry", null, "olga", null, null));
    assertThatThrownBy(rig::result).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(rig.world.leftOver()).isEmpty();
  }

  @Test
  void aPersonMaySettleItByHandWithANote() {
    undoFails();
    rig.awaitState("parked");
    rig.decide(new Decision(null, "d-1", "settle", "voided at the bank", "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(states(result)).contains("authorise settled", "reserve compensated");
    assertThat(result.ledger()).anyMatch(e -> "voided at the bank (olga)".equals(e.error()));
    assertThat(rig.world.effects).contains("release r-reserve");
  }

  @Test
  void aSettlementWithoutANoteIsNotTaken() {
    undoFails();
    rig.awaitState("parked");
    rig.decide("settle");
    Progress progress =
        rig.awaitProgress(p -> p.steps().stream().anyMatch(e -> e.step().equals("decide")));

    assertThat(progress.state()).isEqualTo("parked");
  }

  @Test
  void whatFailsAgainIsParkedAgainUnderTheNextNumber() {
    undoFails();
    rig.awaitState("parked");
    rig.decide(new Decision("order-1:undo-authorise", "d-1", "retry", null, null, null, null));
    rig.awaitProgress(p -> rig.world.tasks.size() >= 2);
    rig.temporal.sleep(Duration.ofHours(2));
    rig.awaitProgress(p -> "role:operator to answer order-1:undo-authorise:2".equals(p.waitsFor()));

    rig.world.heal("payment.void");
    rig.decide(new Decision("order-1:undo-authorise:2", "d-2", "retry", null, null, null, null));

    assertThat(rig.result().outcome()).isEqualTo(Outcome.refused);
    assertThat(rig.world.events)
        .extracting(e -> e.id())
        .contains("order-1/order.parked", "order-1/order.parked/2");
  }

  @Test
  void aCancelWhileParkedIsNotedAndChangesNothing() {
    undoFails();
    rig.awaitState("parked");
    rig.cancel("please");
    rig.stub().cancel("please");
    Progress progress =
        rig.awaitProgress(
            p -> p.steps().stream().anyMatch(e -> e.step().equals("cancel") && e.attempt() == 2));
    assertThat(progress.state()).isEqualTo("parked");
  }

  @Test
  void aPermanentNoToAnUndoingIsParkedAtOnce() {
    rig.world.next("shipping.book", FakeWorld.refuses("undeliverable"));
    rig.world.always("payment.void", FakeWorld.refuses("alreadyCaptured"));
    rig.start(Rig.order());

    rig.awaitState("parked");
    assertThat(rig.world.count("payment.void order-1/void")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "inventory.reserve, inventory.find, reserve",
    "payment.authorise, payment.find, authorise",
    "shipping.book, shipping.find, book",
  })
  void aLookUpThatDoesNotAnswerIsParkedToo(String call, String find, String step) {
    rig.world.always(call, FakeWorld.losesTheAnswer());
    rig.world.always(find, FakeWorld.fails(FailureTypes.PERMANENT));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofMinutes(30));
    assertThat(rig.awaitState("parked").waitsFor())
        .isEqualTo("role:operator to answer order-1:undo-" + step);
    rig.world.heal(find);
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.leftOver()).isEmpty();
  }

  private void undoFails() {
    rig.world.next("shipping.book", FakeWorld.refuses("undeliverable"));
    rig.world.always("payment.void", FakeWorld.fails(FailureTypes.UNKNOWN));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofHours(2));
  }

  private static List<String> states(OrderResult result) {
    return result.ledger().stream().map(e -> e.step() + " " + e.state()).toList();
  }
}
