package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Step;
import dev.sluice.workflows.saga.Undo;

/** An order's steps at its providers, each with the way back. Workflow code. */
final class Providers {

  private final Patience patience;
  private final CheckedOrder order;

  Providers(Patience patience, CheckedOrder order) {
    this.patience = patience;
    this.order = order;
  }

  Step<Inventory.Reservation> reserve() {
    return Step.of(
            "reserve",
            key ->
                stock(OrderSteps.RESERVE, "reserve " + items())
                    .reserve(key, order.orderId(), order.lines()),
            Inventory.Reservation::reservationId)
        .undoneBy(
            new Undo(
                "release",
                (key, id) -> stock(OrderSteps.RELEASE, "release " + id).release(key, id),
                key -> stock(OrderSteps.FIND, "what became of the reservation?").find(key),
                patience.longestLife()));
  }

  Step<Payments.Authorisation> authorise() {
    return authorise(OrderSteps.AUTHORISE, "", "");
  }

  /** After the hand-over, under a number of its own; {@code suffix} is empty for the first. */
  Step<Payments.Authorisation> authoriseAgain(String suffix) {
    return authorise(OrderSteps.AUTHORISE_AGAIN, suffix, " again");
  }

  private Step<Payments.Authorisation> authorise(OrderSteps call, String suffix, String again) {
    return Step.of(
            "authorise" + suffix,
            key -> money(call, "authorise " + amount() + again).authorise(key, charge()),
            Payments.Authorisation::authorisationId)
        .undoneBy(
            new Undo(
                "void" + suffix,
                (key, id) -> money(OrderSteps.VOID, "void " + id).voidAuthorisation(key, id),
                key -> money(OrderSteps.FIND, "what became of the authorisation?").find(key),
                patience.longestLife()));
  }

  Step<Shipping.Booking> book(ShipTo shipTo) {
    return Step.of(
            "book",
            key ->
                carrier(OrderSteps.BOOK, "book a carrier")
                    .book(key, order.orderId(), shipTo, order.lines()),
            Shipping.Booking::bookingId)
        .undoneBy(
            new Undo(
                    "cancel-booking",
                    (key, id) -> carrier(OrderSteps.CANCEL_BOOKING, "cancel " + id).cancel(key, id),
                    key -> carrier(OrderSteps.FIND, "what became of the booking?").find(key),
                    patience.longestLife())
                .tooLateWhen("handedOver"));
  }

  Step<String> commit(String reservationId) {
    return Step.of(
        "commit",
        key -> {
          stock(OrderSteps.COMMIT, "commit " + reservationId).commit(key, reservationId);
          return reservationId;
        },
        id -> id);
  }

  Step<Notices.Sent> notifyCustomer(Shipping.Booking booking) {
    Notices.Confirmation confirmation =
        new Notices.Confirmation(
            order.orderId(),
            order.email(),
            order.total(),
            order.currency(),
            booking.trackingNumber(),
            booking.estimatedDelivery());
    return Step.of(
        "notify",
        key ->
            OrderSteps.NOTIFY
                .on(Notices.class, patience, "tell customer and shop")
                .confirmed(key, confirmation),
        Notices.Sent::to);
  }

  Payments money(OrderSteps step, String summary) {
    return step.on(Payments.class, patience, summary);
  }

  private Payments.Charge charge() {
    return new Payments.Charge(order.orderId(), order.total(), order.currency(), order.token());
  }

  String amount() {
    return order.total() + " " + order.currency();
  }

  private Inventory stock(OrderSteps step, String summary) {
    return step.on(Inventory.class, patience, summary);
  }

  private Shipping carrier(OrderSteps step, String summary) {
    return step.on(Shipping.class, patience, summary);
  }

  private String items() {
    int count = order.lines().size();
    return count + (count == 1 ? " item" : " items");
  }
}
