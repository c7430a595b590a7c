package dev.sluice.gateway.route;

import static dev.sluice.gateway.route.OneRoute.compile;
import static dev.sluice.gateway.route.OneRoute.event;
import static dev.sluice.gateway.route.OneRoute.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CEL makes of an event: values, what is missing and what fails. */
final class ExpressionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.data.orderId == 'o-1'",
        "event.data['orderId'] == 'o-1'",
        "event.data.n == 12 && event.data.n == 12.0 && event.data.n < 12.5",
        "event.data.d > 12 && event.data.d < 13",
        "event.data.whole == 12",
        "event.data.n in [1, 12]",
        "event.data.none == null",
        "event.data.yes",
        "has(event.data.none)",
        "!has(event.data.missing)",
        "!has(event.data.items[0].price)",
        "size(event.data.items) == 2 && size(event.data) == 14",
        "event.data.items.all(i, i.q > 0)",
        "event.data.items.exists_one(i, i.sku == 'B')",
        "event.data.items.map(i, i.q) == [1, 2]",
        "event.data.items[1] == {'sku': 'B', 'q': 2}",
        "'q' in event.data.items[0]",
        "event.data.missing == 1 || event.data.yes",
        "event.data.big == 9223372036854775807",
        "event.data.unsigned == 18446744073709551615u",
        "event.type == 'order.placed' && event.source == '/shop' && event.id == 'id-1'",
        "event.priority == 5",
        "event.specversion == '1.0'",
        "event.eid == event.correlationid",
        "!has(event.subject) && !has(event.causationid) && !has(event.dataversion)",
        "event.targetagents == []",
        "event.time > timestamp('2026-01-01T00:00:00Z')",
        "event.time.getFullYear() == 2026",
        "event.extensions.shop == 'north' && event.extensions.level == 3",
        "event.extensions.raw == b'A'",
        "!has(event.extensions.other)",
        "event.data.orderId.matches('^o-[0-9]+$')",
        "event.data.orderId.startsWith('o')",
      })
  void holds(String condition) {
    assertThat(plan(condition, event())).isInstanceOf(Planned.Work.class);
  }

  @Test
  void whatDoesNotHoldIsFiltered() {
    assertThat(plan("event.data.n > 12", event())).isEqualTo(new Planned.Filtered("r"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event.data.missing == 1|there is no 'missing'",
        "event.data.items[0].price.net > 1|there is no 'price'",
        "event.subject == 'x'|there is no 'subject'",
        "event.data.items[2].q == 1|Index out of bounds: 2",
        "event.data.none.x == 1|Error resolving field 'x'",
        "event.data.none > 1|No matching overload",
        "event.data.orderId > 1|No matching overload for function '>'",
        "event.data.orderId.x == 1|Error resolving field 'x'",
        "event.data.n|the value is not true or false",
        "event.data.none|the value is not true or false",
        "event.data.n / 0 == 1|/ by zero",
        "event.data.big + 1 > 0|long overflow",
        "int(event.data.orderId) == 1|For input string",
        "event.data.huge > 1|more than 64 bits",
        "event.data.low < 1|more than 64 bits",
        "event.data.far > 1.0|out of a double's range",
        "event.data.missing == 1 && event.data.yes|there is no 'missing'",
        "!event.data.n|No matching overload",
        "event.data.n ? true : false|expected boolean value",
        "event.data.orderId.matches(event.data.orderId + '(')|error parsing regexp",
      })
  void whatFailsIsADeadLetterAndNeverFalse(String condition, String reason) {
    Planned planned = plan(condition, event());
    assertThat(planned).isInstanceOf(Planned.Broken.class);
    Planned.Broken broken = (Planned.Broken) planned;
    assertThat(broken.reason()).isEqualTo("conditionFailed");
    assertThat(broken.detail())
        .startsWith("route r, when: " + condition + ": ")
        .containsIgnoringCase(reason)
        .doesNotContain("<input>");
  }

  /** CEL calls what comes of converting a null "unknown", which is neither true nor an error. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "double(event.data.none) > 1.0",
        "!(double(event.data.none) > 1.0)",
        "double(event.data.none) > 1.0 || false",
        "double(event.data.none) > 1.0 && true",
        "double(event.data.none) > 1.0 ? true : true",
        "[1, 2].exists(i, double(event.data.none) > 1.0)",
        "[1, 2].all(i, double(event.data.none) > 1.0)",
        "int(event.data.none) == 1",
        "string(event.data.none) == 'x'",
        "[double(event.data.none)] == [1.0]",
        "double(dyn(null)) > 1.0",
        "double(event.subject) > 1.0",
        "double(event.data.missing) > 1.0",
      })
  void aNullThatIsConvertedIsADeadLetterAndNeverFalse(String when) {
    assertThat(plan(when, event()))
        .isInstanceOfSatisfying(
            Planned.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(Route.CONDITION_FAILED);
              assertThat(broken.detail()).contains("when").doesNotContain("CelUnknown");
            });
  }

  @Test
  void anEventWithoutJsonHasNoData() {
    Event bytes = Events.of("a", null, new Data(new byte[] {1, 2}, "image/png", null), Map.of());
    assertThat(plan("!has(event.data) && event.datacontenttype == 'image/png'", bytes))
        .isInstanceOf(Planned.Work.class);
    assertThat(plan("event.data.x == 1", bytes)).isInstanceOf(Planned.Broken.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jsonPath(event.data, '$.orderId') == 'o-1'",
        "jsonPath(event.data, '$.items[1].q') == 2",
        "jsonPath(event.data, '$.items[*].sku') == ['A', 'B']",
        "jsonPath(event.data, '$..q') == [1, 2]",
        "size(jsonPath(event.data, '$.items[?(@.q > 1)]')) == 1",
        "size(jsonPath(event.data, '$..nothing')) == 0",
        "jsonPath(event.data, '$.' + 'orderId') == 'o-1'",
        "jsonPath(event.data.items, '$[0].sku') == 'A'",
        "textOf(event.data.items) == 'A\\n1\\nB\\n2'",
        "textOf(event.data.none) == ''",
        "textOf(event.data).contains('o-1')",
        "textOf(['a', {'b': 'c'}]) == 'a\\nc'",
        "'market_open'.matches('^market_[a-z]+$')",
        "matches('market_open', 'open')",
        "'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && 1 + 2 == 3",
      })
  void theFunctionsForContentAreThere(String when) {
    assertThat(plan(when, event())).isInstanceOf(Planned.Work.class);
  }

  @Test
  void nothingAtAPathIsAnErrorThatSaysSo() {
    Planned.Broken broken =
        (Planned.Broken) plan("jsonPath(event.data, '$.coupon') == 'x'", event());
    assertThat(broken.detail()).contains("there is nothing at $.coupon");
  }

  @Test
  void aDetailIsShortAndOnOneLine() {
    Event event = Events.of("a", "{\"t\": \"line\\n" + "x".repeat(5_000) + "\"}");
    Planned.Broken broken = (Planned.Broken) plan("int(event.data.t) == 1", event);
    assertThat(broken.detail()).hasSizeLessThan(400).doesNotContain("\n");
  }

  @Test
  void manyThreadsShareOneExpression() throws Exception {
    Expression expression = compile("event.data.n % 7 == 3", Expressions.Wanted.bool);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tasks =
          IntStream.range(0, 2_000)
              .<Callable<Boolean>>mapToObj(
                  n ->
                      () ->
                          expression
                              .value(new EventView(Events.of("a", "{\"n\": " + n + "}")))
                              .equals(n % 7 == 3))
              .toList();
      for (var answer : threads.invokeAll(tasks)) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
