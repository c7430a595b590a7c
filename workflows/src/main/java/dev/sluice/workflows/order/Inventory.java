package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The stock. Every call may be repeated with its key: the second answers as the first did. */
@ActivityInterface
public interface Inventory {

  /** All items or none. Refused with {@code outOfStock}. */
  @ActivityMethod(name = "inventory.reserve")
  Reservation reserve(OperationKey key, String orderId, List<Line> items);

  @ActivityMethod(name = "inventory.release")
  void release(OperationKey key, String reservationId);

  @ActivityMethod(name = "inventory.commit")
  void commit(OperationKey key, String reservationId);

  /** What became of the {@code reserve} with this key. */
  @ActivityMethod(name = "inventory.find")
  Lookup find(OperationKey reserveKey);

  record Line(String sku, int quantity) {}

  record Reservation(String reservationId) {}
}
