package dev.sluice.activities.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.task.Ladder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskByRulesTest {

  private static final Ladder LADDER =
      new Ladder(
          "order-review",
          List.of(new Ladder.Tier("role:clerk", Duration.ofMinutes(15), List.of())),
          "reject",
          null);

  private static RiskByRules rules(String... when) {
    List<RiskSettings.Rule> rules =
        java.util.Arrays.stream(when).map(each -> new RiskSettings.Rule(each, each)).toList();
    return RiskByRules.compile(new RiskSettings(LADDER, rules, null));
  }

  private static Order order(@Nullable String total, int quantity) {
    return new Order(
        "1",
        new Order.Customer("c", "a@example.org"),
        List.of(new Order.Item("A-1", quantity, "6.00")),
        "EUR",
        total,
        new Order.Payment("card", "tok"),
        null);
  }

  @ParameterizedTest
  @CsvSource({"999.99, 0", "1000.00, 1", "1000, 1", "123456.78, 1"})
  void theExamplesRuleLooksAtTheTotal(String total, int reasons) {
    var assessment = rules("double(order.total) >= 1000.0").assess(order(total, 1));
    assertThat(assessment.reasons()).hasSize(reasons);
    assertThat(assessment.ladder()).isEqualTo(LADDER);
  }

  @Test
  void everyRuleThatHoldsIsAReasonInOrder() {
    String many = "order.items.exists(i, i.quantity > 10)";
    String euro = "order.currency == \"EUR\"";
    String dollar = "order.currency == \"USD\"";
    assertThat(rules(many, dollar, euro).assess(order("12.00", 11)).reasons())
        .containsExactly(many, euro);
  }

  @ParameterizedTest
  @ValueSource(strings = {"double(order.total) > 5.0", "order.total", "order.gift == true"})
  void aRuleThatFailsIsAReasonToLook(String when) {
    assertThat(rules(when).assess(order(null, 1)).reasons())
        .singleElement()
        .asString()
        .contains("could not be told");
  }

  @Test
  void withoutRulesNobodyLooks() {
    assertThat(RiskByRules.compile(RiskSettings.none(null)).assess(order("9999", 1)).reasons())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a'", "1 +", "customer.id == \"x\"", "size(order) + 1", ""})
  void aRuleThatCannotWorkIsRefusedWhenItIsLoaded(String when) {
    assertThatThrownBy(() -> rules("true", when))
        .isInstanceOfSatisfying(
            RiskByRules.BadRule.class, bad -> assertThat(bad.index()).isEqualTo(1));
  }
}
