package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is started again, under its id, after an engine was lost with its memory. */
class RepeatedRunTest {

  private final Rig first = new Rig().nobodyFollows();
  private final Rig second = new Rig(Patience.standard(), first.world).nobodyFollows().repeated();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @ParameterizedTest
  @EnumSource(CancelTest.By.class)
  void aCancelThatIsThereAtOnceUndoesWhatTheFirstLifeDid(CancelTest.By by) {
    first.start(Rig.order());
    first.awaitStep("follow");
    first.close();

    cancelAtOnce(by);

    assertThat(second.result(by).outcome()).isEqualTo(Outcome.cancelled);
    assertThat(second.world.effects)
        .containsExactly(
            "reserve r-reserve",
            "authorise a-authorise",
            "book b-book",
            "cancel-booking b-book",
            "void a-authorise",
            "release r-reserve");
    assertThat(second.result(by).ledger())
        .extracting(entry -> entry.step() + " " + entry.state())
        .contains("reserve compensated", "authorise compensated", "book compensated");
  }

  @ParameterizedTest
  @EnumSource(CancelTest.By.class)
  void whatTheFirstLifeDidNotComeToIsLookedUpUntilItCannotLandAnyMore(CancelTest.By by) {
    first.world.askForReview(FakeWorld.clerk("approve"));
    first.start(Rig.order());
    first.awaitState("waitingForPerson");
    first.close();

    cancelAtOnce(by);

    assertThat(second.result(by).outcome()).isEqualTo(Outcome.cancelled);
    assertThat(second.world.effects).containsExactly("reserve r-reserve", "release r-reserve");
    assertThat(second.world.count("shipping.find order-1/book")).isEqualTo(2);
    assertThat(second.world.count("payment.find order-1/authorise")).isEqualTo(1);
    assertThat(second.took())
        .as("all calls of the first life end with the same wait")
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(59));
  }

  @Test
  void withoutEffectsOfAFirstLifeACancelDoesNothing() {
    cancelAtOnce(CancelTest.By.SIGNAL);

    assertThat(second.result(CancelTest.By.SIGNAL).outcome()).isEqualTo(Outcome.cancelled);
    assertThat(second.world.effects).isEmpty();
  }

  @Test
  void aRefusalInTheSecondLifeUndoesTheStepsBehindItToo() {
    first.start(Rig.order());
    first.awaitStep("follow");
    first.close();
    second.world.askForReview(FakeWorld.clerk("reject"));

    OrderResult result = second.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(second.world.leftOver()).isEmpty();
  }

  @Test
  void aParcelThatIsGoneTurnsTheOrderForwardWithWhatTheFirstLifeHolds() {
    first.start(Rig.order());
    first.awaitStep("follow");
    first.close();
    second.world.next("shipping.cancel", FakeWorld.refuses("handedOver"));

    cancelAtOnce(CancelTest.By.SIGNAL);

    OrderResult result = second.result(CancelTest.By.SIGNAL);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isEqualTo("t-capture");
    assertThat(second.world.effects)
        .containsExactlyInAnyOrder(
            "reserve r-reserve",
            "authorise a-authorise",
            "book b-book",
            "capture a-authorise",
            "commit r-reserve");
  }

  @Test
  void goingForwardItDoesNothingTwice() {
    first.start(Rig.order());
    first.awaitStep("follow");
    first.close();

    second.start(Rig.order());
    second.stub().signal("handedOver", new Following.HandedOver("b-book", ""));

    assertThat(second.result().outcome()).isEqualTo(Outcome.confirmed);
    assertThat(second.world.effects).doesNotHaveDuplicates().hasSize(5);
    assertThat(second.world.calls).noneMatch(call -> call.contains(".find"));
  }

  private void cancelAtOnce(CancelTest.By by) {
    WorkflowStub run = second.prepare();
    run.start(Rig.order());
    by.cancel(run);
    second.temporal.start();
  }
}
