package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static dev.sluice.gateway.config.SluiceYaml.route;
import static dev.sluice.gateway.config.SluiceYaml.start;
import static dev.sluice.gateway.config.SluiceYaml.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route takes, adds and repeats, and the routes beside one another. */
final class RouteReaderTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder);

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "-a", "ä", "'a\"b'"})
  void aRoutesNameFitsIntoAddresses(String name) {
    assertThat(yaml.errors(ROUTES.replace("name: a", "name: " + name)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.path()).isEqualTo("routes[0].name");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|names no event type",
        "[a, a]|'a' is there twice",
        "a..b|the event type 'a..b' has an empty segment",
        "'a b'|an event type has no spaces or control characters",
        "'***'|'***' has ** beside other text (** stands alone between dots, for any number of"
            + " segments; one * is any part of a segment)",
        "{a: b}|must be text",
        "1|must be text (put quotes around it: \"1\")",
      })
  void whatARouteListensToIsChecked(String on, String reason) {
    assertThat(yaml.errors(ROUTES.replace("on: a.b", "on: " + on)))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(text(e)).isEqualTo(reason);
            });
  }

  @Test
  void aStarAloneEarnsAHint() {
    Loaded loaded = yaml.load("routes: [{name: a, on: '*', cancel: {id: x}}]");
    assertThat(loaded.warnings())
        .extracting(SluiceYaml::place)
        .containsExactly(
            "1:24 routes[0].on: '*' is only types of one segment, as 'ping'"
                + " (for every type there is, write '**')");
  }

  @Test
  void aRouteDoesOneThing() {
    assertThat(yaml.places(start("").stripTrailing() + "\n    cancel: {id: x}\n"))
        .containsExactly(
            "2:5 routes[0]: a route does one thing, and this one has start and cancel"
                + " (make a route of each)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flow", "pattern", "deliver"})
  void routeKeysOfLaterVersionsAreNamed(String key) {
    assertThat(yaml.places(start("").stripTrailing() + "\n    " + key + ": {}\n"))
        .containsExactly(
            "8:5 routes[0]." + key + ": '" + key + "' is not supported by this version yet");
  }

  @Test
  void aRouteThatFeedsItselfIsRefusedUnlessAConditionMayEndIt() {
    assertThat(yaml.places("routes: [{name: a, on: [x, 'a.**'], publish: {type: a.b}}]"))
        .containsExactly(
            "1:10 routes[0]: publishes events that it takes itself, without end"
                + " (give it a condition, or another type to publish)");
    Loaded loaded =
        yaml.load("routes: [{name: a, on: 'a.**', when: 'true', publish: {type: a.b}}]");
    assertThat(loaded.warnings())
        .extracting(ConfigError::reason)
        .containsExactly("publishes events of a type that it takes itself");
  }

  @Test
  void twoStartsOfOneIdForTheSameEventsCannotWork() {
    String twin = ROUTES + ROUTES.replace("routes:\n", "").replace("name: a", "name: b");
    assertThat(yaml.places(twin))
        .containsExactly(
            "5:5 routes[1]: starts the same id for the same events as route 'a' does"
                + " (give one of them another id, or a condition)");
    assertThat(yaml.places(twin.replace("on: a.b\n", "on: a.b\n    when: event.priority > 5\n")))
        .isEmpty();
  }

  @Test
  void whatARouteAddsIsRead() {
    Config config =
        yaml.good(enrich("- {as: one, expr: event.data.x}\n- {as: two, expr: event.enriched.one}"));
    assertThat(config.routes().routes().get(0).enrich())
        .extracting(each -> each.as())
        .containsExactly("one", "two");
  }

  @Test
  void aNameThatIsNotAddedIsFoundWhenTheFileIsRead() {
    assertThat(yaml.places(enrich("- {as: two, expr: event.enriched.one}\n- {as: one, expr: '1'}")))
        .singleElement()
        .asString()
        .startsWith("5:39 routes[0].enrich[0].expr: undefined field 'one'");
    assertThat(yaml.places(enrich("- {as: one, expr: '1'}\n- {as: one, expr: '2'}")))
        .containsExactly("6:14 routes[0].enrich[1].as: 'one' is there twice");
    assertThat(yaml.places(enrich("- {as: 1-a, expr: '1'}")))
        .contains(
            "5:14 routes[0].enrich[0].as: '1-a' is not a name (letters, digits and '_', not a"
                + " digit first, at most 64)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{attempts: 1}|must be a whole number from 2 to 100",
        "{attempts: 3, factor: 0.5}|must be a number from 1.0 to 10.0",
        "{attempts: 3, backoff: 2}|must be text",
        "{backoff: 2s}|'attempts' is missing",
        "{attempts: 100}|its last pause is longer than 30d"
      })
  void aRetryThatMeansNothingIsRefused(String retry, String reason) {
    assertThat(yaml.places(start("").stripTrailing() + "\n    retry: " + retry + "\n"))
        .singleElement()
        .asString()
        .contains("routes[0].retry", reason);
  }

  @Test
  void onlyARouteThatStartsCanRetry() {
    String signal = "routes: [{name: a, on: b, signal: {id: x, name: n}, retry: {attempts: 3}}]";
    assertThat(yaml.places(signal))
        .singleElement()
        .asString()
        .contains("is for routes with 'start'");
  }

  private static String enrich(String items) {
    return route(
        "enrich:\n" + items.indent(2) + "signal: {id: x, name: n, input: event.enriched.one}");
  }
}
