package dev.sluice.activities.order;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.order.Inventory;
import dev.sluice.workflows.order.ShipTo;
import dev.sluice.workflows.order.Shipping;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import java.util.List;

/** The carrier, over the shipping contract of the sandbox. Stateless. */
public final class ShippingOverHttp implements Shipping {

  private static final String BOOKINGS = "bookings";

  private final Provider provider;

  public ShippingOverHttp(Provider provider) {
    this.provider = provider;
  }

  @Override
  public Booking book(OperationKey key, String orderId, ShipTo shipTo, List<Inventory.Line> items) {
    return provider.call(
        ProviderCall.post(key, new BookRequest(orderId, shipTo, items), BOOKINGS),
        answer ->
            new Booking(
                answer.text("bookingId"),
                answer.text("trackingNumber"),
                answer.text("estimatedDelivery")));
  }

  @Override
  public void cancel(OperationKey key, String bookingId) {
    provider.send(ProviderCall.delete(key, BOOKINGS, bookingId));
  }

  @Override
  public Lookup find(OperationKey bookKey) {
    return provider.call(
        ProviderCall.lookUp(bookKey, BOOKINGS), answer -> LookupAnswer.read(answer, "bookingId"));
  }

  private record BookRequest(String orderId, ShipTo shipTo, List<Inventory.Line> items) {}
}
