package dev.sluice.workflows.order;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

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

  /** {@code at} is an ISO instant. Sent by hand, as a signal, it may name nothing. */
  record HandedOver(@Nullable String bookingId, @Nullable String at) {

    static final HandedOver BY_HAND = new HandedOver(null, null);
  }
}
