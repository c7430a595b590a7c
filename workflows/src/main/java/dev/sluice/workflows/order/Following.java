package dev.sluice.workflows.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.sluice.workflows.json.AnyJson;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/**
 * Follows a parcel. Long, on a task queue of its own, so that waiting parcels never starve new
 * orders.
 */
@ActivityInterface
public interface Following {

  String TASK_QUEUE = "orders-follow";

  /**
   * Returns when the parcel is with the carrier. Heartbeats the last state seen, and goes on from
   * there elsewhere.
   */
  @ActivityMethod(name = "shipping.follow")
  HandedOver untilHandedOver(String bookingId);

  /** {@code at} is an ISO instant. Sent by hand, as a signal, it may name nothing. */
  record HandedOver(@Nullable String bookingId, @Nullable String at) {

    static final HandedOver BY_HAND = new HandedOver(null, null);

    /** From JSON of any shape: a booking that cannot be read is another one than ours. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static HandedOver of(Object json) {
      AnyJson given = new AnyJson(json);
      return new HandedOver(
          given.isObject() ? given.text("bookingId").orElse(null) : given.text(),
          given.text("at").orElse(null));
    }
  }
}
