package dev.sluice.workflows.order;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.event.Outbox;
import io.temporal.workflow.Workflow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an order tells the world. An event's id is fixed by the run and its type, and by a number
 * where a run can tell it more than once. Workflow code.
 */
final class OrderEvents {

  private static final String SOURCE = "/workflows/OrderWorkflow";

  private final Outbox outbox;
  private final Patience patience;
  private final String orderId;
  private final Map<String, Integer> told = new HashMap<>();

  OrderEvents(Outbox outbox, Patience patience, String orderId) {
    this.outbox = outbox;
    this.patience = patience;
    this.orderId = orderId;
  }

  void reserved(Inventory.Reservation reservation) {
    tell(
        OrderSteps.PUBLISH, "order.reserved", Map.of("reservationId", reservation.reservationId()));
  }

  void reviewRequested(
      String taskId, List<String> reasons, String assignee, String due, int reminder) {
    tell(
        OrderSteps.PUBLISH,
        "order.reviewRequested",
        Map.of(
            "taskId", taskId,
            "reasons", reasons,
            "assignee", assignee,
            "due", due,
            "reminder", reminder));
  }

  void parked(String taskId, String trouble) {
    tell(OrderSteps.PUBLISH, "order.parked", Map.of("taskId", taskId, "trouble", trouble));
  }

  /** What a person settled by hand is not there. */
  void confirmed(
      CheckedOrder order, Optional<Shipping.Booking> booking, Optional<Payments.Capture> capture) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("total", order.total());
    data.put("currency", order.currency());
    capture.ifPresent(captured -> data.put("transactionId", captured.transactionId()));
    booking.ifPresent(booked -> data.put("trackingNumber", booked.trackingNumber()));
    booking.ifPresent(booked -> data.put("estimatedDelivery", booked.estimatedDelivery()));
    tell(OrderSteps.PUBLISH_ENDING, "order.confirmed", data);
  }

  /** {@code order.refused}, {@code order.cancelled}, or {@code order.compensated}. */
  void undone(OrderResult.Outcome outcome, String reason) {
    tell(OrderSteps.PUBLISH_ENDING, "order." + outcome.name(), Map.of("reason", reason));
  }

  private void tell(OrderSteps step, String type, Map<String, Object> data) {
    int number = told.merge(type, 1, Integer::sum);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("orderId", orderId);
    all.putAll(data);
    String id = Workflow.getInfo().getWorkflowId() + "/" + type + (number == 1 ? "" : "/" + number);
    DerivedEvent event =
        new DerivedEvent(id, SOURCE, type, orderId, memo("correlationId"), memo("eid"), all);
    outbox.tell(
        "event " + type + (number == 1 ? "" : "/" + number),
        () -> step.on(EventPublisher.class, patience, "publish " + type).publish(event));
  }

  private static @Nullable String memo(String key) {
    return Workflow.getMemo(key, String.class, String.class);
  }
}
