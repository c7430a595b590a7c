package dev.sluice.workflows.order;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for an order before anything is done for it. Each thing that is wrong is told with
 * a JSON pointer to it. Pure, and the same on every JDK, so that a replay decides as the run did.
 */
final class OrderRules {

  /** Bounded, so that no amount can grow beyond reason when it is added up. */
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,15}(\\.\\d{1,6})?");

  /** Something that can be seen; the schema of {@code order.placed} says the same. */
  static final Pattern WORDS = Pattern.compile("[^\\p{Z}\\p{Cc}]");

  /** As the carrier takes it. */
  static final int LONGEST = 255;

  static final int MOST_LINES = 5;

  private final List<String> problems = new ArrayList<>();

  private OrderRules() {}

  sealed interface Verdict {

    record Accepted(CheckedOrder order) implements Verdict {}

    /** Each problem is {@code <pointer> <what is wrong>}. */
    record Wrong(List<String> problems) implements Verdict {}
  }

  static Verdict check(Order order) {
    return new OrderRules().verdict(order);
  }

  /** What is wrong with an address; empty when nothing is. */
  static List<String> problems(@Nullable ShipTo shipTo) {
    OrderRules rules = new OrderRules();
    rules.address(shipTo);
    return rules.problems;
  }

  private Verdict verdict(Order order) {
    String orderId = required("/orderId", order.orderId());
    String email =
        required("/customer/email", order.customer() == null ? null : order.customer().email());
    List<Inventory.Line> lines = items(order.items());
    BigDecimal total = amount("/total", order.total());
    String currency = currency(order.currency(), total);
    String token =
        required("/payment/token", order.payment() == null ? null : order.payment().token());
    ShipTo shipTo = address(order.shipTo());
    if (problems.isEmpty()) {
      sum(order, total);
    }
    return problems.isEmpty()
        ? new Verdict.Accepted(
            new CheckedOrder(
                order, orderId, email, lines, total.toPlainString(), currency, token, shipTo))
        : new Verdict.Wrong(List.copyOf(problems));
  }

  private List<Inventory.Line> items(@Nullable List<Order.Item> items) {
    List<Inventory.Line> lines = new ArrayList<>();
    if (items == null || items.isEmpty()) {
      wrong("/items", "must have at least one item");
      return lines;
    }
    for (int i = 0; i < items.size(); i++) {
      Order.Item item = items.get(i);
      String at = "/items/" + i;
      if (item == null) {
        wrong(at, "is missing");
        continue;
      }
      if (item.quantity() < 1) {
        wrong(at + "/quantity", "must be 1 or more, is " + item.quantity());
      }
      amount(at + "/unitPrice", item.unitPrice());
      lines.add(new Inventory.Line(required(at + "/sku", item.sku()), item.quantity()));
    }
    return lines;
  }

  private void sum(Order order, BigDecimal total) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Order.Item item : order.items() == null ? List.<Order.Item>of() : order.items()) {
      sum =
          sum.add(amount("/items", item.unitPrice()).multiply(BigDecimal.valueOf(item.quantity())));
    }
    if (sum.compareTo(total) != 0) {
      wrong(
          "/total",
          "is " + total.toPlainString() + ", but the items' sum is " + sum.toPlainString());
    }
  }

  private String currency(@Nullable String given, BigDecimal total) {
    String currency = required("/currency", given);
    int digits = Currencies.digits(currency);
    if (digits < 0) {
      if (!currency.isEmpty()) {
        wrong("/currency", "is no ISO 4217 currency");
      }
    } else if (total.stripTrailingZeros().scale() > digits) {
      wrong("/total", "has more than the " + digits + " decimals of " + currency);
    }
    return currency;
  }

  private ShipTo address(@Nullable ShipTo shipTo) {
    if (shipTo == null) {
      wrong("/shipTo", "is missing");
      return new ShipTo(null, null, null, null, null);
    }
    words("/shipTo/name", shipTo.name());
    lines(shipTo.lines());
    words("/shipTo/postcode", shipTo.postcode());
    words("/shipTo/city", shipTo.city());
    words("/shipTo/country", shipTo.country());
    return shipTo;
  }

  private void lines(@Nullable List<@Nullable String> lines) {
    if (lines == null || lines.stream().noneMatch(OrderRules::isWords)) {
      wrong("/shipTo/lines", "must have at least one line");
      return;
    }
    if (lines.size() > MOST_LINES) {
      wrong("/shipTo/lines", "must have at most " + MOST_LINES + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line == null) {
        wrong("/shipTo/lines/" + i, "is missing");
      } else {
        bounded("/shipTo/lines/" + i, line);
      }
    }
  }

  private void words(String pointer, @Nullable String given) {
    if (given == null || !isWords(given)) {
      wrong(pointer, "is missing");
    } else {
      bounded(pointer, given);
    }
  }

  private void bounded(String pointer, String text) {
    if (text.length() > LONGEST) {
      wrong(pointer, "must have at most " + LONGEST + " characters");
    }
  }

  private static boolean isWords(@Nullable String text) {
    return text != null && WORDS.matcher(text).find();
  }

  private BigDecimal amount(String pointer, @Nullable String given) {
    String text = required(pointer, given);
    if (text.isEmpty()) {
      return BigDecimal.ZERO;
    }
    if (!AMOUNT.matcher(text).matches()) {
      wrong(pointer, "must be a decimal number in a string, such as \"12.50\"");
      return BigDecimal.ZERO;
    }
    return new BigDecimal(text);
  }

  private String required(String pointer, @Nullable String given) {
    if (given == null || given.isBlank()) {
      wrong(pointer, "is missing");
      return "";
    }
    return given;
  }

  private void wrong(String pointer, String what) {
    problems.add(pointer + " " + what);
  }
}
