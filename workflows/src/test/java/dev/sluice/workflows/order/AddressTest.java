package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.workflows.order.OrderResult.Outcome;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressTest {

  private static final ShipTo NEW =
      new ShipTo("Ada", List.of("Rue Turing 2"), "75001", "Paris", "FR");

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anAddressChangesBeforeTheBooking() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    ShipTo changed = rig.stub().update("changeAddress", ShipTo.class, NEW);
    rig.awaitProgress(p -> "role:clerk to answer order-1:review:2".equals(p.waitsFor()));
    rig.decide("approve");
    OrderResult result = rig.result();

    assertThat(changed).isEqualTo(NEW);
    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.bookedTo).containsExactly(NEW);
    assertThat(rig.world.assessed)
        .as("what was approved was another address")
        .extracting(Order::shipTo)
        .containsExactly(Rig.order().shipTo(), NEW);
    assertThat(rig.world.tasks)
        .as("an open question about the old address is closed")
        .extracting(task -> task.id() + " " + task.state() + " " + task.data().get("country"))
        .containsExactly(
            "order-1:review open DE",
            "order-1:review expired DE",
            "order-1:review:2 open FR",
            "order-1:review:2 decided FR");
  }

  @Test
  void nobodyIsAskedAgainAboutAnAddressThatNoRuleAppliesTo() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.world.askForNoReview();
    rig.stub().update("changeAddress", ShipTo.class, NEW);

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.tasks)
        .extracting(task -> task.id() + " " + task.state())
        .containsExactly("order-1:review open", "order-1:review expired");
  }

  @Test
  void theRulesAreAskedAgainWhenItChangesWhileThePaymentIsAuthorised() {
    rig.world.next(
        "payment.authorise",
        FakeWorld.after(() -> rig.stub().update("changeAddress", ShipTo.class, NEW)));
    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.assessed).hasSize(2);
    assertThat(rig.world.bookedTo).containsExactly(NEW);
  }

  @Test
  void anAddressIsFixedOnceTheParcelIsBooked() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");

    refusedAs("AddressFixed", NEW);
  }

  @Test
  void anAddressIsFixedWhileTheOrderIsUndone() {
    rig.world.next("shipping.book", FakeWorld.refuses("undeliverable"));
    rig.world.always("payment.void", FakeWorld.refuses("no"));
    rig.start(Rig.order());
    rig.awaitState("parked");

    refusedAs("AddressFixed", NEW);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");

    assertThat(refusedAs("InvalidAddress", new ShipTo("Ada", List.of(), null, "", "DE")))
        .contains("/shipTo/lines", "/shipTo/postcode", "/shipTo/city");
  }

  private String refusedAs(String type, ShipTo shipTo) {
    Throwable thrown =
        catchThrowable(() -> rig.stub().update("changeAddress", ShipTo.class, shipTo));
    assertThat(thrown).isInstanceOf(WorkflowUpdateException.class);
    ApplicationFailure failure =
        (ApplicationFailure) Objects.requireNonNull(thrown.getCause(), "no cause");
    assertThat(failure.getType()).isEqualTo(type);
    return failure.getOriginalMessage();
  }
}
