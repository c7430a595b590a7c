package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Lookup;
import io.temporal.api.enums.v1.EventType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnknownOutcomeTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void goingForwardALostAnswerIsAskedForAgainWithTheSameKey() {
    rig.world.next("payment.authorise", FakeWorld.losesTheAnswer());

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.count("payment.authorise order-1/authorise")).isEqualTo(2);
    assertThat(rig.world.effects).containsOnlyOnce("authorise a-authorise");
  }

  @Test
  void goingBackWhatIsFoundDoneIsUndoneAtOnce() {
    rig.world.always("payment.authorise", FakeWorld.losesTheAnswer());

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.effects)
        .containsExactly(
            "reserve r-reserve", "authorise a-authorise", "void a-authorise", "release r-reserve");
    assertThat(rig.world.count("payment.find order-1/authorise")).isEqualTo(1);
    assertThat(result.ledger())
        .extracting(entry -> entry.step() + " " + entry.state())
        .contains("authorise compensated", "reserve compensated");
  }

  @Test
  void anAbsenceCountsOnlyAfterTheCallsLongestLife() {
    rig.world.always("payment.authorise", FakeWorld.fails(FailureTypes.PERMANENT));
    long[] asked = new long[2];
    rig.world.next(
        "payment.find",
        effect -> {
          asked[0] = rig.temporal.currentTimeMillis();
          return effect.get();
        },
        effect -> {
          asked[1] = rig.temporal.currentTimeMillis();
          return effect.get();
        });

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.count("payment.find order-1/authorise")).isEqualTo(2);
    assertThat(asked[1] - asked[0]).isGreaterThanOrEqualTo(29_000);
    assertThat(rig.world.calls).noneMatch(call -> call.startsWith("payment.void"));
    assertThat(summaries()).anyMatch(text -> text.contains("can no longer land"));
  }

  @Test
  void aSlowOriginalThatLandsAfterTheFirstLookUpIsUndone() {
    rig.world.always("payment.authorise", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.world.next(
        "payment.find",
        FakeWorld.answers(new Lookup(Lookup.State.ABSENT, null)),
        FakeWorld.answers(new Lookup(Lookup.State.DONE, "a-late")));

    rig.run(Rig.order());

    assertThat(rig.world.effects).contains("void a-late");
  }

  @Test
  void whatIsInProgressIsWaitedFor() {
    rig.world.always("payment.authorise", FakeWorld.losesTheAnswer());
    Lookup inProgress = new Lookup(Lookup.State.IN_PROGRESS, null);
    rig.world.next("payment.find", FakeWorld.answers(inProgress), FakeWorld.answers(inProgress));

    rig.run(Rig.order());

    assertThat(rig.world.count("payment.find order-1/authorise")).isEqualTo(3);
    assertThat(rig.world.leftOver()).isEmpty();
    assertThat(summaries()).anyMatch(text -> text.contains("in progress"));
  }

  @Test
  void whatIsFoundRefusedNeedsNoUndoing() {
    rig.world.always("payment.authorise", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.world.next("payment.find", FakeWorld.answers(new Lookup(Lookup.State.REFUSED, null)));

    OrderResult result = rig.run(Rig.order());

    assertThat(rig.world.calls).noneMatch(call -> call.startsWith("payment.void"));
    assertThat(result.ledger())
        .extracting(entry -> entry.step() + " " + entry.state())
        .contains("authorise refused");
  }

  @Test
  void whatStaysInProgressForAnHourIsParked() {
    rig.world.always("payment.authorise", FakeWorld.losesTheAnswer());
    rig.world.always("payment.find", FakeWorld.answers(new Lookup(Lookup.State.IN_PROGRESS, null)));
    rig.start(Rig.order());
    rig.temporal.sleep(java.time.Duration.ofHours(2));
    rig.awaitState("parked");

    rig.world.heal("payment.find");
    rig.decide("retry");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.leftOver()).isEmpty();
  }

  private List<String> summaries() {
    return rig.history().stream()
        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .map(e -> e.getUserMetadata().getSummary().getData().toStringUtf8())
        .toList();
  }
}
