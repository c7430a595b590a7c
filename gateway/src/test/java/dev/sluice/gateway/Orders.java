package dev.sluice.gateway;

/** Events of the order example, as text. */
public final class Orders {

  private Orders() {}

  public static String data(String orderId) {
    return """
    {"orderId":"%s","customer":{"id":"c-1","email":"ada@example.org"},
     "items":[{"sku":"TEA","quantity":2,"unitPrice":"6.00"}],"currency":"EUR","total":"12.00",
     "payment":{"method":"card","token":"tok_ok"},
     "shipTo":{"name":"Ada","lines":["1 Main St"],"postcode":"10115","city":"Berlin","country":"DE"}}
    """
        .formatted(orderId)
        .strip();
  }

  public static String placed(String orderId) {
    return "{\"type\":\"order.placed\",\"id\":\"" + orderId + "\",\"data\":" + data(orderId) + "}";
  }
}
