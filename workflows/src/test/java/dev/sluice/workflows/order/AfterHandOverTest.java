package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Decision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AfterHandOverTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aRefusedCaptureIsAuthorisedAgainAndCapturedAgain() {
    rig.world.next("payment.capture", FakeWorld.refuses("captureRefused"));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isEqualTo("t-capture-2");
    assertThat(money())
        .containsExactlyInAnyOrder(
            "payment.authorise order-1/authorise",
            "payment.capture order-1/capture",
            "payment.void order-1/void",
            "payment.authorise order-1/authorise-2",
            "payment.capture order-1/capture-2");
    assertThat(rig.world.effects).contains("void a-authorise", "capture a-authorise-2");
  }

  @Test
  void theFirstHoldIsVoidedBesideTheSecondCaptureHoweverLongTheBankIsDown() {
    rig.world.next("payment.capture", FakeWorld.refuses("captureRefused"));
    rig.world.always("payment.void", FakeWorld.failsAndWaits(Duration.ofMinutes(10)));
    rig.start(Rig.order());
    rig.awaitProgress(p -> p.steps().stream().anyMatch(e -> "t-capture-2".equals(e.reference())));
    rig.temporal.sleep(Duration.ofHours(2));
    Progress parked = rig.awaitState("parked");
    assertThat(parked.waitsFor()).contains("order-1:undo-authorise");
    rig.world.heal("payment.void");
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.effects).contains("void a-authorise", "capture a-authorise-2");
    assertThat(states(result)).contains("authorise compensated", "authorise-2 done");
  }

  @Test
  void aSecondHoldWhoseAnswerWasLostIsFoundAndVoidedWhenAPersonSettles() {
    rig.world.next("payment.capture", FakeWorld.refuses("captureRefused"));
    rig.world.next("payment.authorise", effect -> effect.get());
    rig.world.always("payment.authorise", FakeWorld.losesTheAnswer());
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofHours(3));
    Progress parked = rig.awaitState("parked");
    assertThat(parked.steps())
        .extracting(entry -> entry.step() + " " + entry.state())
        .contains("authorise-2 unknown");
    rig.decide(new Decision(null, "d-1", "settle", "paid by bank transfer", "olga", null, null));
    OrderResult result = rig.result();

    assertThat(rig.world.effects).contains("void a-authorise", "void a-authorise-2");
    assertThat(states(result)).contains("authorise-2 compensated", "capture settled");
  }

  @Test
  void aCaptureThatIsRefusedTwiceIsParkedAndTriedOnceMoreWhenAPersonSaysSo() {
    rig.world.next(
        "payment.capture",
        FakeWorld.refuses("captureRefused"),
        FakeWorld.refuses("captureRefused"));
    rig.start(Rig.order());
    Progress parked = rig.awaitState("parked");
    assertThat(parked.waitsFor()).isEqualTo("role:operator to answer order-1:capture");
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isEqualTo("t-capture-3");
    assertThat(rig.world.effects)
        .contains("void a-authorise", "void a-authorise-2", "capture a-authorise-3");
    assertThat(rig.world.effects).contains("commit r-reserve");
  }

  @Test
  void aPersonMaySettleTheMoneyByHand() {
    rig.world.always("payment.capture", FakeWorld.refuses("captureRefused"));
    rig.start(Rig.order());
    rig.awaitState("parked");
    rig.decide(new Decision(null, "d-1", "settle", "paid by bank transfer", "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.transactionId()).isNull();
    assertThat(result.trackingNumber()).isEqualTo("TRACK-1");
    assertThat(rig.world.event("order.confirmed").data()).doesNotContainKey("transactionId");
    assertThat(result.ledger())
        .anyMatch(e -> e.step().equals("capture") && e.state().name().equals("settled"));
  }

  @Test
  void aNewAuthorisationThatIsDeclinedIsParked() {
    rig.world.next("payment.capture", FakeWorld.refuses("captureRefused"));
    rig.world.next("payment.authorise", effect -> effect.get(), FakeWorld.refuses("declined"));
    rig.start(Rig.order());
    rig.awaitState("parked");
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(money())
        .as("what was refused is asked again under the next key")
        .contains("payment.authorise order-1/authorise-3", "payment.capture order-1/capture-3");
  }

  @Test
  void aCaptureThatDoesNotGetThroughIsRetriedForHoursThenParkedAndKeepsItsKey() {
    rig.world.always("payment.capture", FakeWorld.fails(FailureTypes.UNKNOWN));
    rig.start(Rig.order());
    rig.awaitProgress(
        progress -> progress.steps().stream().anyMatch(step -> step.step().equals("capture")));
    rig.temporal.sleep(Duration.ofHours(3));
    rig.awaitState("parked");
    rig.world.heal("payment.capture");
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.transactionId()).isEqualTo("t-capture");
    assertThat(money())
        .noneMatch(call -> call.contains("authorise-2") || call.startsWith("payment.void"));
  }

  @Test
  void aCommitThatDoesNotGetThroughIsParked() {
    rig.world.always("inventory.commit", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.start(Rig.order());
    Progress parked = rig.awaitState("parked");
    assertThat(parked.waitsFor()).contains("order-1:commit");
    rig.decide(
        new Decision("order-1:commit", "d-1", "settle", "counted by hand", null, null, null));

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void captureAndCommitCanBeParkedSideBySide() {
    rig.world.next("inventory.commit", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.world.next("payment.capture", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.start(Rig.order());
    rig.awaitProgress(
        p ->
            p.waitsFor() != null
                && p.waitsFor().contains("order-1:commit")
                && p.waitsFor().contains("order-1:capture"));
    rig.decide(new Decision("order-1:commit", "d-1", "retry", null, null, null, null));
    rig.decide(new Decision("order-1:capture", "d-2", "retry", null, null, null, null));

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.effects).contains("commit r-reserve", "capture a-authorise");
  }

  @Test
  void aNoticeThatFailsIsNotedAndUndoesNothing() {
    rig.world.always("notices.confirmed", FakeWorld.fails(FailureTypes.TRANSIENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.ledger())
        .filteredOn(e -> e.step().equals("notify"))
        .singleElement()
        .satisfies(e -> assertThat(e.state().name()).isEqualTo("failed"));
    assertThat(rig.world.eventTypes()).contains("order.confirmed");
  }

  private static List<String> states(OrderResult result) {
    return result.ledger().stream().map(entry -> entry.step() + " " + entry.state()).toList();
  }

  private List<String> money() {
    return rig.world.calls.stream().filter(call -> call.startsWith("payment.")).toList();
  }
}
