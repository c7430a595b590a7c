package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A signal whose input has another shape than ours is heard all the same. */
class OddInputTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  static List<Arguments> cancels() {
    return List.of(
        Arguments.of(Map.of("reason", Map.of("code", 1)), "{\"code\":1}"),
        Arguments.of(Map.of("reason", List.of("too", "late")), "[\"too\",\"late\"]"),
        Arguments.of(Map.of("orderId", 1, "reason", 7), "7"),
        Arguments.of("too late", "too late"),
        Arguments.of(true, "true"),
        Arguments.of(List.of(), "[]"),
        Arguments.of(Map.of(), "cancelled on request"));
  }

  @ParameterizedTest
  @MethodSource("cancels")
  void aCancelCancelsWhateverItsReasonLooksLike(Object input, String reason) {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("cancel", input);
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.cancelled);
    assertThat(result.reason()).isEqualTo(reason);
  }

  @Test
  void aBareTextIsTakenForTheDecision() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.stub().signal("decide", "approve");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aDecisionThatCannotBeReadIsNotedAndTheNextOneCounts() {
    rig.world.askForReview(FakeWorld.clerk("reject"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.stub().signal("decide", Map.of("decision", List.of("approve")));
    Progress noted =
        rig.awaitProgress(p -> p.steps().stream().anyMatch(entry -> entry.step().equals("decide")));
    rig.decide("approve");

    assertThat(noted.steps())
        .filteredOn(entry -> entry.step().equals("decide"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.error()).contains("not '[\"approve\"]'"));
    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  @Test
  void aHandOverWhoseBookingIsABareTextCounts() {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("handedOver", "b-book");

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
  }

  static List<Arguments> handOversOfOthers() {
    return List.of(
        Arguments.of("b-other", "b-other"),
        Arguments.of(Map.of("bookingId", Map.of("id", "b-book")), "{\"id\":\"b-book\"}"));
  }

  @ParameterizedTest
  @MethodSource("handOversOfOthers")
  void aHandOverOfAnotherBookingIsNotedAndIsNotOurs(Object input, String booking) {
    rig.nobodyFollows().start(Rig.order());
    rig.awaitStep("follow");
    rig.stub().signal("handedOver", input);
    rig.cancel("enough");
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.cancelled);
    assertThat(result.ledger())
        .anyMatch(
            entry ->
                entry.step().equals("handedOver")
                    && ("not our booking: " + booking).equals(entry.error()));
  }
}
