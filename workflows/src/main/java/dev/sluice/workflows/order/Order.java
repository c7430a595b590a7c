package dev.sluice.workflows.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it was placed. Money is in decimal strings. Anything may be missing or wrong when it
 * comes from outside; {@code OrderRules} says what is.
 */
public record Order(
    @Nullable String orderId,
    @Nullable Customer customer,
    @Nullable List<Item> items,
    @Nullable String currency,
    @Nullable String total,
    @Nullable Payment payment,
    @Nullable ShipTo shipTo) {

  static final Order EMPTY = new Order(null, null, null, null, null, null, null);

  /** The same order to another address. */
  Order shippedTo(ShipTo address) {
    return new Order(orderId, customer, items, currency, total, payment, address);
  }

  public record Customer(@Nullable String id, @Nullable String email) {}

  public record Item(@Nullable String sku, int quantity, @Nullable String unitPrice) {}

  public record Payment(@Nullable String method, @Nullable String token) {}
}
