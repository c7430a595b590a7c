package dev.sluice.workflows.order;

import java.util.List;

/** An order that {@link OrderRules} found nothing wrong with. */
record CheckedOrder(
    Order placed,
    String orderId,
    String email,
    List<Inventory.Line> lines,
    String total,
    String currency,
    String token,
    ShipTo shipTo) {}
