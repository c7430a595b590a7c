package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.OperationKey;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Tells customer and shop. Best effort: a failure is noted in the ledger and undoes nothing. */
@ActivityInterface
public interface Notices {

  @ActivityMethod(name = "notices.confirmed")
  Sent confirmed(OperationKey key, Confirmation confirmation);

  record Confirmation(
      String orderId,
      String email,
      String total,
      String currency,
      String trackingNumber,
      String estimatedDelivery) {}

  /** {@code to} says where it went, or that nobody is configured to be told. */
  record Sent(String to) {}
}
