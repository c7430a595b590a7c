package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.LedgerEntry;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderWorkflowTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anOrderIsConfirmed() {
    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(result.orderId()).isEqualTo("1");
    assertThat(result.transactionId()).isEqualTo("t-capture");
    assertThat(result.trackingNumber()).isEqualTo("TRACK-1");
    assertThat(result.estimatedDelivery()).isEqualTo("2026-11-24");
    assertThat(result.reason()).isNull();
    assertThat(rig.world.effects)
        .startsWith("reserve r-reserve", "authorise a-authorise", "book b-book")
        .contains("capture a-authorise", "commit r-reserve")
        .hasSize(5);
    assertThat(result.ledger())
        .extracting(LedgerEntry::step, entry -> entry.state().name())
        .containsExactly(
            tuple("reserve", "done"),
            tuple("review", "skipped"),
            tuple("authorise", "done"),
            tuple("book", "done"),
            tuple("follow", "done"),
            tuple("capture", "done"),
            tuple("commit", "done"),
            tuple("notify", "done"));
  }

  @Test
  void theWorldIsToldWithCorrelationAndCausation() {
    rig.run(Rig.order());

    assertThat(rig.world.eventTypes()).containsExactly("order.reserved", "order.confirmed");
    DerivedEvent confirmed = rig.world.event("order.confirmed");
    assertThat(confirmed.id()).isEqualTo("order-1/order.confirmed");
    assertThat(confirmed.source()).isEqualTo("/workflows/OrderWorkflow");
    assertThat(confirmed.subject()).isEqualTo("1");
    assertThat(confirmed.correlationId()).isEqualTo("correlation-1");
    assertThat(confirmed.causationId()).isEqualTo("eid-1");
    assertThat(confirmed.data())
        .containsEntry("transactionId", "t-capture")
        .containsEntry("trackingNumber", "TRACK-1")
        .containsEntry("estimatedDelivery", "2026-11-24")
        .containsEntry("total", "12.50")
        .containsEntry("currency", "EUR");
  }

  @Test
  void aHistoryStaysLean() {
    rig.run(Rig.order());

    List<HistoryEvent> history = rig.history();
    assertThat(history).hasSizeLessThanOrEqualTo(79);
    assertThat(history)
        .filteredOn(e -> e.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
        .hasSizeLessThanOrEqualTo(9);
  }

  @Test
  void aRunThatNoEventStartedNeedsNeitherMemoNorSearchAttributes() {
    OrderResult result = rig.startedByHand().run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.event("order.confirmed").causationId()).isNull();
    assertThat(rig.history())
        .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
  }
}
