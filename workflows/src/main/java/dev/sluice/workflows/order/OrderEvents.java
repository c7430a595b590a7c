package dev.sluice.workflows.order;

import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.event.Outbox;
import dev.sluice.workflows.event.RunEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an order tells the world. Workflow code. */
final class OrderEvents {

  private static final String SOURCE = "/workflows/OrderWorkflow";

  private final RunEvents events;
  private final Patience patience;
  private final String orderId;

  OrderEvents(Outbox outbox, Patience patience, String orderId) {
    this.events = new RunEvents(outbox, SOURCE, orderId);
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

  void parked(String taskId, String trouble, String assignee, String due, int reminder) {
    tell(
        OrderSteps.PUBLISH,
        "order.parked",
        Map.of(
            "taskId", taskId,
            "trouble", trouble,
            "assignee", assignee,
            "due", due,
            "reminder", reminder));
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
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("orderId", orderId);
    all.putAll(data);
    events.tell(
        type,
        all,
        event -> step.on(EventPublisher.class, patience, "publish " + type).publish(event));
  }
}
