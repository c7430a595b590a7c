package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Events;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.schema.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example that `sluice dev` runs is good, and does what its comments say. */
final class OrderExampleTest {

  private static final Path FILE = Path.of("../examples/order/sluice.yaml");

  private static final String ORDER =
      """
      {"orderId": "1", "customer": {"id": "c-1", "email": "ann@example.com"},
       "items": [{"sku": "BOOK", "quantity": 2, "unitPrice": "6.00"}],
       "currency": "EUR", "total": "12.00",
       "payment": {"method": "card", "token": "tok_ok"},
       "shipTo": {"name": "Ann", "lines": ["1 Way"], "postcode": "10115", "city": "Berlin",
                  "country": "DE"}}
      """;

  private static Config config() {
    Loaded loaded = ConfigFile.load(FILE);
    assertThat(loaded).isInstanceOf(Loaded.Ready.class);
    assertThat(loaded.warnings()).isEmpty();
    return ((Loaded.Ready) loaded).config();
  }

  private final Config config = config();

  private List<Violation> check(Consumer<ObjectNode> change) {
    ObjectNode order = (ObjectNode) Events.json(ORDER);
    change.accept(order);
    return config.schemas().check(Events.of("order.placed", order.toString()));
  }

  @Test
  void anOrderStartsItsWorkflow() {
    var planned = config.routes().plan(Events.of("order.placed", ORDER));
    assertThat(planned)
        .containsExactly(
            new Planned.Work(
                "order",
                new Action.Start(
                    "order-1", null, "OrderWorkflow", "orders", Events.json(ORDER), null, null)));
  }

  @Test
  void aRequestToCancelWaitsForItsOrder() {
    String data = "{\"orderId\": \"1\", \"reason\": \"changed my mind\"}";
    assertThat(config.routes().plan(Events.of("order.cancelRequested", data)))
        .containsExactly(
            new Planned.Work(
                "order-cancel",
                new Action.Signal(
                    "order-1",
                    null,
                    "cancel",
                    Events.json(data),
                    new Action.IfAbsent.Wait(Duration.ofMinutes(5)))));
  }

  @Test
  void theCarriersCallbackCarriesBookingAndTime() {
    var planned =
        config
            .routes()
            .plan(Events.of("shipment.handedOver", "{\"orderId\": 7, \"bookingId\": \"b-1\"}"));
    assertThat(planned)
        .singleElement()
        .isEqualTo(
            new Planned.Work(
                "order-handed-over",
                new Action.Signal(
                    "order-7",
                    null,
                    "handedOver",
                    Events.json("{\"bookingId\": \"b-1\", \"at\": \"2026-11-21T10:00:00Z\"}"),
                    new Action.IfAbsent.Wait(Duration.ofMinutes(5)))));
  }

  @Test
  void anotherTypeMatchesNothing() {
    assertThat(config.routes().plan(Events.of("order.cancelled", "{}"))).isEmpty();
  }

  @Test
  void theSameRouteAgainGivesTheSameAction() {
    var event = Events.of("order.placed", ORDER);
    assertThat(config.routes().again("order", event, null))
        .isEqualTo(config.routes().plan(event).get(0));
    assertThat(config.routes().again("gone", event, null))
        .isEqualTo(
            new Planned.Broken(
                "gone", "routeGone", "route gone is not in the configuration any more"));
  }

  @Test
  void aGoodOrderHasNoViolation() {
    assertThat(check(order -> {})).isEmpty();
  }

  @Test
  void whatTheSchemaDoesNotNameIsAllowed() {
    assertThat(check(order -> order.put("campaign", "spring"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"orderId", "customer", "items", "currency", "total", "payment", "shipTo"})
  void whatIsMissingIsNamed(String property) {
    assertThat(check(order -> order.remove(property)))
        .containsExactly(new Violation("/data/" + property, "is required"));
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1.5", "'\"2\"'", "null", "1000001"})
  void aQuantityIsAPositiveWholeNumber(String quantity) {
    assertThat(
            check(
                order ->
                    ((ObjectNode) order.at("/items/0")).set("quantity", Events.json(quantity))))
        .extracting(Violation::pointer)
        .contains("/data/items/0/quantity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXX", "eur", "EURO", "", "XAU", "XTS", "€"})
  void aCurrencyIsOneThatCanBePaidIn(String currency) {
    assertThat(check(order -> order.put("currency", currency)))
        .containsExactly(new Violation("/data/currency", "is not one of the allowed values"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1.00", "1,00", "01.00", "1.00000", ".5", "1.", "1e3", "", " 1", "1.00\n", "NaN"})
  void moneyIsADecimalText(String total) {
    assertThat(check(order -> order.put("total", total)))
        .extracting(Violation::pointer)
        .contains("/data/total");
  }

  @Test
  void moneyAsANumberIsRefused() {
    assertThat(check(order -> order.put("total", 12.0)))
        .extracting(Violation::pointer)
        .containsExactly("/data/total");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.00", "12", "12.5", "12.34", "999999999999.9999"})
  void moneyOfManySizesIsTaken(String total) {
    assertThat(check(order -> order.put("total", total))).isEmpty();
  }

  @Test
  void anOrderHasItems() {
    assertThat(check(order -> order.putArray("items")))
        .extracting(Violation::pointer)
        .containsExactly("/data/items");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orderId", "/customer/id", "/customer/email", "/payment/token"})
  void endlessTextIsRefused(String pointer) {
    String parent = pointer.substring(0, pointer.lastIndexOf('/'));
    String name = pointer.substring(pointer.lastIndexOf('/') + 1);
    assertThat(check(order -> ((ObjectNode) order.at(parent)).put(name, "a@".repeat(10_000))))
        .extracting(Violation::pointer)
        .contains("/data" + pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "postcode", "city", "country"})
  void anAddressNamesEverything(String part) {
    for (String blank : List.of("", " ", "\t", "\u2003", "x".repeat(256))) {
      assertThat(check(order -> ((ObjectNode) order.at("/shipTo")).put(part, blank)))
          .extracting(Violation::pointer)
          .containsExactly("/data/shipTo/" + part);
    }
  }

  @Test
  void oneLineOfAnAddressHoldsSomething() {
    assertThat(
            check(order -> ((ObjectNode) order.at("/shipTo")).putArray("lines").add(" ").add("")))
        .extracting(Violation::pointer)
        .contains("/data/shipTo/lines")
        .allMatch(pointer -> pointer.startsWith("/data/shipTo/lines"));
    assertThat(
            check(order -> ((ObjectNode) order.at("/shipTo")).putArray("lines").add("x").add("")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.cancelRequested | {'reason': 'late'} | /data/orderId",
        "order.cancelRequested | {'orderId': 7} | /data/orderId",
        "order.cancelRequested | {'orderId': '1', 'reason': {'code': 1}} | /data/reason",
        "shipment.handedOver | {'orderId': '1'} | /data/bookingId",
        "shipment.handedOver | {'orderId': '1', 'bookingId': ['b']} | /data/bookingId",
      })
  void whatARunIsToldIsRefusedInAnotherShape(String type, String data, String pointer) {
    assertThat(config.schemas().check(Events.of(type, data.replace('\'', '"'))))
        .extracting(Violation::pointer)
        .contains(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.cancelRequested | {'orderId': '1'}",
        "order.cancelRequested | {'orderId': '1', 'reason': null, 'by': {'id': 1}}",
        "shipment.handedOver | {'orderId': '1', 'bookingId': 'b-1', 'weight': 1.5}",
      })
  void whatARunIsToldMayHoldMore(String type, String data) {
    assertThat(config.schemas().check(Events.of(type, data.replace('\'', '"')))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "1", "\"order\"", "{}"})
  void whatIsNoOrderAtAllIsRefused(String data) {
    assertThat(config.schemas().check(Events.of("order.placed", data))).isNotEmpty();
  }
}
