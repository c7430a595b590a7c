package dev.sluice.gateway.route;

import static dev.sluice.gateway.route.OneRoute.DATA;
import static dev.sluice.gateway.route.OneRoute.compile;
import static dev.sluice.gateway.route.OneRoute.event;
import static dev.sluice.gateway.route.OneRoute.input;
import static dev.sluice.gateway.route.OneRoute.planInput;
import static dev.sluice.gateway.route.OneRoute.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route sends: the value of its {@code input} as JSON, or the whole event. */
final class InputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event.data.items|[{\"sku\":\"A\",\"q\":1},{\"sku\":\"B\",\"q\":2}]",
        "event.data.items.map(i, i.sku)|[\"A\",\"B\"]",
        "{'a': event.data.n, 'b': event.data.none, 'c': [1.5, true, 'x', 2u]}|"
            + "{\"a\":12,\"b\":null,\"c\":[1.5,true,\"x\",2]}",
        "{1: 'one', true: 'yes'}|{\"1\":\"one\",\"true\":\"yes\"}",
        "event.time|\"2026-11-21T10:00:00Z\"",
        "duration('90m')|\"5400s\"",
        "duration('1.5s')|\"1.5s\"",
        "b'abc'|\"YWJj\"",
        "null|null",
        "event.data.unsigned|18446744073709551615",
        "event.data.d * 2.0|25.0",
      })
  void anInputIsJson(String expression, String json) {
    assertThat(input(expression)).hasToString(json);
  }

  @Test
  void whatIsPassedThroughKeepsEveryDigitAndIsNotCopied() {
    JsonNode data = Events.json(DATA);
    Event event = Events.of("a", null, new Data(new byte[] {1}, null, data), Map.of());
    assertThat(input(compile("event.data", Expressions.Wanted.json), event)).isSameAs(data);
  }

  @Test
  void withoutAnInputTheWholeEventGoes() {
    JsonNode whole = input(null, event());
    assertThat(whole.get("eid").textValue()).isEqualTo(event().eid().toString());
    assertThat(whole.get("data")).isEqualTo(Events.json(DATA));
    assertThat(whole.get("shop").textValue()).isEqualTo("north");
    assertThat(whole.get("raw").asText()).isEqualTo("QQ==");
    assertThat(whole.has("subject")).isFalse();
    assertThat(input("event")).isEqualTo(whole);
    assertThat(input("{'e': event}").get("e")).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event.data.missing|there is no 'missing'",
        "0.0 / 0.0|which JSON cannot hold",
        "dyn(type(event.data.n))|the result is not JSON",
        "{'a': event.data.huge}|more than 64 bits",
        "event.data.mixed + [1]|more than 64 bits",
      })
  void anInputThatFailsIsADeadLetter(String expression, String reason) {
    Planned.Broken broken = (Planned.Broken) planInput(expression);
    assertThat(broken.reason()).isEqualTo("inputFailed");
    assertThat(broken.detail()).startsWith("route r, input: ").contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"double(event.data.none)", "string(event.data.none)"})
  void aNullThatIsConvertedIsNoIdAndNoInput(String expression) {
    Route route =
        new Route(
            "r",
            List.of(),
            null,
            new ActionPlan.Cancel(
                template("o-${" + expression + "}"), null, null, new Action.IfAbsent.Dead()));
    assertThat(route.plan(new EventView(event())))
        .isInstanceOfSatisfying(
            Planned.Broken.class, broken -> assertThat(broken.reason()).isEqualTo(Route.ID_FAILED));
    for (String input : List.of(expression, "{'a': " + expression + "}", "[" + expression + "]")) {
      assertThat(planInput(input)).as(input).isInstanceOf(Planned.Broken.class);
    }
  }
}
