package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRulesTest {

  @Test
  void aGoodOrderIsAccepted() {
    OrderRules.Verdict verdict = OrderRules.check(Rig.order());

    assertThat(verdict).isInstanceOf(OrderRules.Verdict.Accepted.class);
    CheckedOrder order = ((OrderRules.Verdict.Accepted) verdict).order();
    assertThat(order.lines())
        .containsExactly(new Inventory.Line("TEA", 2), new Inventory.Line("CUP", 1));
    assertThat(order.total()).isEqualTo("12.50");
  }

  @ParameterizedTest
  @CsvSource({"12.5, EUR", "12.500, KWD", "12.50, USD"})
  void theTotalIsComparedAsANumber(String total, String currency) {
    assertThat(problems(with(total, currency, "5.00", 2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e3", "-12.50", "+12.50", "12,50", " 12.50", "0x1F", "NaN", "12.", ".5"})
  void anAmountIsAPlainDecimal(String total) {
    assertThat(problems(with(total, "EUR", "5.00", 2)))
        .anyMatch(problem -> problem.startsWith("/total must be a decimal"));
  }

  @Test
  void binaryFractionsDoNotAddUpWrong() {
    Order order = Rig.order();
    assertThat(
            problems(
                new Order(
                    "1",
                    order.customer(),
                    List.of(new Order.Item("A", 3, "0.1"), new Order.Item("B", 1, "0.2")),
                    "EUR",
                    "0.50",
                    order.payment(),
                    order.shipTo())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aQuantityIsPositive(int quantity) {
    assertThat(problems(with("12.50", "EUR", "5.00", quantity)))
        .containsExactly("/items/0/quantity must be 1 or more, is " + quantity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXX", "EURO", "eur", "DEM", "ZZZ", "XAU", "CLF", "BGN"})
  void aCurrencyIsMoneyOfIso4217(String currency) {
    assertThat(problems(with("12.50", currency, "5.00", 2)))
        .containsExactly("/currency is no ISO 4217 currency");
  }

  @Test
  void theDoorTakesTheSameCurrencies() throws IOException {
    Set<String> atTheDoor = new TreeSet<>();
    schema().at("/$defs/currency/enum").forEach(code -> atTheDoor.add(code.textValue()));

    assertThat(Currencies.all()).isEqualTo(atTheDoor);
  }

  @Test
  void theDoorHasTheSameRuleForAnAddress() throws IOException {
    assertThat(schema().at("/$defs/words/pattern").textValue())
        .isEqualTo(OrderRules.WORDS.pattern());
    assertThat(schema().at("/$defs/words/maxLength").intValue()).isEqualTo(OrderRules.LONGEST);
    assertThat(schema().at("/properties/shipTo/properties/lines/maxItems").intValue())
        .isEqualTo(OrderRules.MOST_LINES);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\n", "\u00a0", "\u2003"})
  void anAddressNamesEverything(@Nullable String nothing) {
    List<@Nullable String> lines = new ArrayList<>();
    lines.add(nothing);
    assertThat(OrderRules.problems(new ShipTo(nothing, lines, nothing, nothing, nothing)))
        .contains(
            "/shipTo/name is missing",
            "/shipTo/lines must have at least one line",
            "/shipTo/postcode is missing",
            "/shipTo/city is missing",
            "/shipTo/country is missing");
  }

  @Test
  void anAddressIsNoLongerThanTheCarrierTakesIt() {
    String longest = "x".repeat(255);
    String longer = longest + "x";
    assertThat(
            OrderRules.problems(
                new ShipTo(longest, List.of(longest, ""), longest, longest, longest)))
        .isEmpty();
    assertThat(
            OrderRules.problems(new ShipTo(longer, List.of("x", longer), longer, longer, longer)))
        .containsExactly(
            "/shipTo/name must have at most 255 characters",
            "/shipTo/lines/1 must have at most 255 characters",
            "/shipTo/postcode must have at most 255 characters",
            "/shipTo/city must have at most 255 characters",
            "/shipTo/country must have at most 255 characters");
    assertThat(OrderRules.problems(new ShipTo("x", Collections.nCopies(6, "x"), "x", "x", "x")))
        .containsExactly("/shipTo/lines must have at most 5 lines");
  }

  @Test
  void aYenHasNoDecimals() {
    assertThat(problems(with("12.50", "JPY", "5.00", 2)))
        .containsExactly("/total has more than the 0 decimals of JPY");
  }

  @Test
  void ourCurrenciesHaveTheDecimalsThatTheJdkKnows() {
    List<String> different = new ArrayList<>();
    for (Currency currency : Currency.getAvailableCurrencies()) {
      int ours = Currencies.digits(currency.getCurrencyCode());
      if (ours >= 0 && ours != currency.getDefaultFractionDigits()) {
        different.add(currency.getCurrencyCode());
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void everythingThatIsMissingIsTold() {
    assertThat(problems(Order.EMPTY))
        .containsExactly(
            "/orderId is missing",
            "/customer/email is missing",
            "/items must have at least one item",
            "/total is missing",
            "/currency is missing",
            "/payment/token is missing",
            "/shipTo is missing");
  }

  @Test
  void anItemIsToldByItsPlace() {
    Order order = Rig.order();
    assertThat(
            problems(
                new Order(
                    "1",
                    order.customer(),
                    List.of(new Order.Item("TEA", 1, "1.00"), new Order.Item(null, 1, null)),
                    "EUR",
                    "1.00",
                    order.payment(),
                    order.shipTo())))
        .containsExactlyInAnyOrder("/items/1/sku is missing", "/items/1/unitPrice is missing");
  }

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(new File("../examples/order/schemas/order.placed/1.json"));
  }

  private static List<String> problems(Order order) {
    return OrderRules.check(order) instanceof OrderRules.Verdict.Wrong wrong
        ? wrong.problems()
        : List.of();
  }

  private static Order with(String total, String currency, String price, int quantity) {
    Order order = Rig.order();
    return new Order(
        "1",
        order.customer(),
        List.of(new Order.Item("TEA", quantity, price), new Order.Item("CUP", 1, "2.50")),
        currency,
        total,
        order.payment(),
        order.shipTo());
  }
}
