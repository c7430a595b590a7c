package dev.sluice.activities.order;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.order.Inventory;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import java.util.List;
import java.util.Map;

/** The stock, over the inventory contract of the sandbox. Stateless. */
public final class InventoryOverHttp implements Inventory {

  private static final String RESERVATIONS = "reservations";

  private final Provider provider;

  public InventoryOverHttp(Provider provider) {
    this.provider = provider;
  }

  @Override
  public Reservation reserve(OperationKey key, String orderId, List<Line> items) {
    return provider.call(
        ProviderCall.post(key, new ReserveRequest(orderId, items), RESERVATIONS),
        answer -> new Reservation(answer.text("reservationId")));
  }

  @Override
  public void release(OperationKey key, String reservationId) {
    provider.send(ProviderCall.delete(key, RESERVATIONS, reservationId));
  }

  @Override
  public void commit(OperationKey key, String reservationId) {
    provider.send(ProviderCall.post(key, Map.of(), RESERVATIONS, reservationId, "commit"));
  }

  @Override
  public Lookup find(OperationKey reserveKey) {
    return provider.call(
        ProviderCall.lookUp(reserveKey, RESERVATIONS),
        answer -> LookupAnswer.read(answer, "reservationId"));
  }

  private record ReserveRequest(String orderId, List<Line> items) {}
}
