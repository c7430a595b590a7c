package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The carrier. Every call may be repeated with its key: the second answers as the first did. */
@ActivityInterface
public interface Shipping {

  /** Refused with {@code undeliverable}. */
  @ActivityMethod(name = "shipping.book")
  Booking book(OperationKey key, String orderId, ShipTo shipTo, List<Inventory.Line> items);

  /** Refused with {@code handedOver}, once the parcel is with the carrier. */
  @ActivityMethod(name = "shipping.cancel")
  void cancel(OperationKey key, String bookingId);

  /** What became of the {@code book} with this key. */
  @ActivityMethod(name = "shipping.find")
  Lookup find(OperationKey bookKey);

  /** {@code estimatedDelivery} is an ISO date. */
  record Booking(String bookingId, String trackingNumber, String estimatedDelivery) {}
}
