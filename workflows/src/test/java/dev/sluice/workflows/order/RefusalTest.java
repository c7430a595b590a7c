package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatIsOutOfStockIsRefused() {
    rig.world.next("inventory.reserve", FakeWorld.refuses("outOfStock"));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).isEqualTo("outOfStock: refused: outOfStock");
    assertThat(rig.world.effects).isEmpty();
    assertThat(rig.world.calls)
        .as("a refusal is definite: nothing is looked up, nothing undone")
        .containsExactly(
            "inventory.reserve order-1/reserve", "events.publish order-1/order.refused");
    assertThat(rig.world.event("order.refused").data())
        .containsEntry("reason", "outOfStock: refused: outOfStock");
  }

  @Test
  void aDeclinedPaymentGivesTheStockBack() {
    rig.world.next("payment.authorise", FakeWorld.refuses("declined"));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(rig.world.effects).containsExactly("reserve r-reserve", "release r-reserve");
    assertThat(result.ledger())
        .extracting(entry -> entry.step() + " " + entry.state())
        .containsExactly("reserve compensated", "review skipped", "authorise refused");
  }

  @Test
  void anUndeliverableOrderIsUndoneLastFirst() {
    rig.world.next("shipping.book", FakeWorld.refuses("undeliverable"));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(rig.world.effects)
        .containsExactly(
            "reserve r-reserve", "authorise a-authorise", "void a-authorise", "release r-reserve");
    assertThat(rig.world.eventTypes()).containsExactly("order.reserved", "order.refused");
    assertThat(rig.world.calls)
        .contains("payment.void order-1/void", "inventory.release order-1/release");
  }

  @Test
  void whatTheRulesFindWrongIsRefusedWithPointersBeforeAnythingIsDone() {
    Order order = Rig.order();
    OrderResult result =
        rig.run(
            new Order(
                order.orderId(),
                order.customer(),
                order.items(),
                order.currency(),
                "99.00",
                order.payment(),
                order.shipTo()));

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).isEqualTo("invalid: /total is 99.00, but the items' sum is 12.50");
    assertThat(rig.world.calls).containsExactly("events.publish order-1/order.refused");
  }

  @Test
  void anOrderOfNothingAtAllIsRefused() {
    OrderResult result = rig.run(null);

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.orderId()).isEqualTo(Rig.ID);
    assertThat(result.reason()).contains("/orderId is missing", "/items", "/shipTo is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {FailureTypes.TRANSIENT, FailureTypes.UNKNOWN})
  void aFailureThatPassesWithinTenMinutesIsOnlyADelay(String type) {
    long start = rig.temporal.currentTimeMillis();
    rig.world.always(
        "payment.authorise",
        effect ->
            rig.temporal.currentTimeMillis() - start < 600_000
                ? FakeWorld.fails(type).play(effect)
                : effect.get());

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.effects).containsOnlyOnce("authorise a-authorise");
  }

  @Test
  void aFailureThatOutlivesItsRetriesIsCompensated() {
    rig.world.always("shipping.book", FakeWorld.fails(FailureTypes.TRANSIENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(rig.took()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(20));
    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(result.reason()).startsWith("book: ").contains("it is Transient");
    assertThat(rig.world.leftOver()).isEmpty();
    assertThat(rig.world.eventTypes()).containsExactly("order.reserved", "order.compensated");
    assertThat(result.ledger())
        .filteredOn(entry -> entry.step().equals("book"))
        .extracting(entry -> entry.state())
        .as("looked up, and never done")
        .isEqualTo(List.of(StepState.failed));
  }

  @Test
  void aPermanentFailureIsNotRetriedAndIsCompensated() {
    rig.world.always("shipping.book", FakeWorld.fails(FailureTypes.PERMANENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.count("shipping.book order-1/book")).isEqualTo(1);
    assertThat(rig.world.leftOver()).isEmpty();
  }

  @Test
  void rulesThatCannotBeAskedCompensate() {
    rig.world.always("risk.assess", FakeWorld.fails(FailureTypes.PERMANENT));

    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(rig.world.effects).containsExactly("reserve r-reserve", "release r-reserve");
  }
}
