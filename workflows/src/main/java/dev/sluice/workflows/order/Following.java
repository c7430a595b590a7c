package dev.sluice.workflows.order;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * Follows a parcel. Long, on a task queue of its own, so that waiting parcels never starve new
 * orders.
 */
@ActivityInterface
public interface Following {

  /**
   * Returns when the parcel is with the carrier. Heartbeats the last state seen, and goes on from
   * there elsewhere.
   */
  @ActivityMethod(name = "shipping.follow")
  HandedOver untilHandedOver(String bookingId);

  /** {@code at} is an ISO instant. */
  record HandedOver(String bookingId, String at) {}
}
