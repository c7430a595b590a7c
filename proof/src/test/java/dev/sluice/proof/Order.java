package dev.sluice.proof;

import java.util.Locale;
import java.util.UUID;

/** An order as a shop sends it. The usual one is confirmed; each {@code with} changes one thing. */
record Order(String id, String sku, String unitPrice, String total, String token, String postcode) {

  static Order usual(String purpose) {
    var id = purpose + "-" + UUID.randomUUID().toString().substring(0, 8);
    return new Order(id.toLowerCase(Locale.ROOT), "TEA-1", "6.00", "12.00", "tok_ok", "10115");
  }

  Order withSku(String to) {
    return new Order(id, to, unitPrice, total, token, postcode);
  }

  Order withToken(String to) {
    return new Order(id, sku, unitPrice, total, to, postcode);
  }

  Order withPostcode(String to) {
    return new Order(id, sku, unitPrice, total, token, to);
  }

  /** Two pieces of this price. */
  Order withUnitPrice(String price) {
    var sum = new java.math.BigDecimal(price).multiply(new java.math.BigDecimal(2));
    return new Order(id, sku, price, sum.toPlainString(), token, postcode);
  }

  /** A total that is not the items' sum. */
  Order withTotal(String wrong) {
    return new Order(id, sku, unitPrice, wrong, token, postcode);
  }

  String workflowId() {
    return "order-" + id;
  }

  String event() {
    return """
    {"type": "order.placed", "source": "/shop", "id": "%s", "subject": "%s", "data": %s}
    """
        .formatted(id, id, data());
  }

  String data() {
    return """
    {"orderId": "%s",
     "customer": {"id": "c-1", "email": "ada@example.org"},
     "items": [{"sku": "%s", "quantity": 2, "unitPrice": "%s"}],
     "currency": "EUR",
     "total": "%s",
     "payment": {"method": "card", "token": "%s"},
     "shipTo": {"name": "Ada", "lines": ["Invalidenstr. 1"], "postcode": "%s",
                "city": "Berlin", "country": "DE"}}
    """
        .formatted(id, sku, unitPrice, total, token, postcode);
  }
}
