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

/** Expressions of a file: checked when it is read, each error at its place in the file. */
final class ExpressionsInFilesTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "when: 1 + 1|the expression gives int, not true or false",
        "when: '\"yes\"'|the expression gives string, not true or false",
        "when: event|the expression gives the whole event, not true or false",
        "when: evnt.data.x == 1|undeclared reference to 'evnt' (did you mean event?)",
        "when: data.x == 1|undeclared reference to 'data' (did you mean event.data?)",
        "when: event.shop == 1|undefined field 'shop' (an extension of your own is"
            + " event.extensions.shop, a field of the payload event.data.shop)",
        "when: event.subjct == 'x'|undefined field 'subjct' (did you mean event.subject?)",
        "when: event.subject == null|found no matching overload for '==' applied to '(string, null)'"
            + " (an attribute is never null: ask has(event.subject))",
        "when: event.id > 1|found no matching overload for '>' applied to '(string, int)'",
        "when: nope(event.id)|undeclared reference to 'nope'",
        "when: ''|is empty",
        "when:|is empty",
        "when: {a: b}|must be one text, not a mapping (put quotes around it)",
        "when: [a]|must be one text, not a list (put quotes around it)",
      })
  void aConditionIsCheckedWhenTheFileIsRead(String line, String reason) {
    assertThat(yaml.errors(start("").replace("    on: a.b\n", "    on: a.b\n    " + line + "\n")))
        .extracting(e -> e.line() + " " + e.path() + ": " + text(e))
        .containsExactly("4 routes[0].when: " + reason);
  }

  @Test
  void aConditionDoesNotSeeWhatIsAddedAfterIt() {
    assertThat(yaml.places(route("when: event.enriched.one == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:16 routes[0].when: undefined field 'enriched' (it is there after 'when', in a route"
                + " that has 'enrich')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'event.id.matches(\"(\")'", "'timestamp(\"noon\") < event.time'"})
  void aLiteralThatCannotWorkIsFoundWhenTheFileIsRead(String condition) {
    assertThat(
            yaml.errors(
                start("").replace("    on: a.b\n", "    on: a.b\n    when: " + condition + "\n")))
        .extracting(ConfigError::path)
        .containsExactly("routes[0].when");
  }

  @Test
  void anExpressionOfManyLinesHasItsOwnPlaces() {
    assertThat(
            yaml.places(
                """
                routes:
                  - name: a
                    on: a.b
                    when: |
                      event.id == 'a'
                      && event.nope == 'b'
                    cancel: {id: x}
                """))
        .singleElement()
        .asString()
        .startsWith("6:1 routes[0].when: undefined field 'nope'");
  }

  @Test
  void aPathOfTheFileIsCompiledWhenTheFileIsLoaded() {
    assertThat(yaml.places(route("when: jsonPath(event.data, '$.a[x]') == 1\ncancel: {id: x}")))
        .singleElement()
        .asString()
        .startsWith("4:32 routes[0].when: '$.a[x]' is no path: ");
    assertThat(yaml.places(route("when: jsonPath(event.data, '$..a..b..c') == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:32 routes[0].when: '$..a..b..c' is no path: more than 2 deep scans (..)");
    assertThat(
            yaml.places(
                route(
                    "when: size(jsonPath(event.data, '$[?(@.a =~ /x/)]')) == 1\ncancel: {id: x}")))
        .containsExactly(
            "4:37 routes[0].when: '$[?(@.a =~ /x/)]' is no path: =~ is not supported; use the"
                + " function matches");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a-${event.id|10: '${' has no matching '}' (write $${ for a plain ${)",
        "a-${}|10: '${}' is empty",
        "a-${event.data.}|23: '.' is not expected here",
        "a-${event.nope}|17: undefined field 'nope'",
        "a-${event.targetagents}|12: the expression gives list, not a string, a number, or true"
            + " or false",
        "a-${null}|12: the expression gives null",
      })
  void anIdIsCheckedWhenTheFileIsRead(String id, String expected) {
    assertThat(yaml.errors("routes:\n- name: a\n  on: a\n  cancel:\n   id: " + id + "\n"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(5);
              assertThat(e.path()).isEqualTo("routes[0].cancel.id");
              assertThat(e.column() + ": " + text(e)).startsWith(expected);
            });
  }

  @Test
  void anIdThatCannotTellEventsApartIsWarnedOf() {
    Loaded loaded =
        yaml.load(
            ROUTES.replace("a-${event.id}", "a")
                + "  - {name: b, on: b, cancel: {id: '${event.id}${event.source}'}}\n");
    assertThat(loaded).isInstanceOf(Loaded.Ready.class);
    assertThat(loaded.warnings())
        .extracting(w -> w.line() + " " + w.path())
        .containsExactly("4 routes[0].start.id", "5 routes[1].cancel.id");
  }
}
