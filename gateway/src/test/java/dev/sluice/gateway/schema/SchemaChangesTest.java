package dev.sluice.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Which changes of a schema break the users of the version before. */
final class SchemaChangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{properties: {a: {}}}|{properties: {}}|/a: was removed",
        "{}|{required: [a]}|/a: is required now",
        "{type: [string, 'null']}|{type: string}|the data: may not be null any more",
        "{}|{type: object}|the data: must be object now",
        "{type: number}|{type: integer}|the data: may not be number any more",
        "{enum: [1, 2]}|{enum: [2, 3]}|the data: 1 is not allowed any more",
        "{enum: [1, 2]}|{const: 2}|the data: 1 is not allowed any more",
        "{}|{enum: [1]}|the data: only listed values are allowed now",
        "{maximum: 10}|{maximum: 9.5}|the data: maximum is 9.5, was 10",
        "{}|{maxLength: 3}|the data: maxLength is 3, was not there",
        "{minItems: 1}|{minItems: 2}|the data: minItems is 2, was 1",
        "{}|{minimum: 0}|the data: minimum is 0, was not there",
        "{}|{pattern: x}|the data: pattern is \"x\", was not there",
        "{format: date}|{format: time}|the data: format is \"time\", was \"date\"",
        "{}|{uniqueItems: true}|the data: its items must differ now",
        "{}|{additionalProperties: false}|the data: properties that it does not name are refused now",
        "{}|{additionalProperties: {type: string}}|the data: properties that it does not name are restricted now",
        "{additionalProperties: {}}|{unevaluatedProperties: false}|the data: properties that it does not name are refused now",
        "{items: {type: string}}|{items: {type: 'null'}}|/*: may not be string any more",
        "{}|{items: {type: string}}|/*: must be string now",
        "{}|{prefixItems: [{}, {type: string}]}|/1: must be string now",
        "{properties: {a: {properties: {b: {type: string}}}}}|{properties: {a: {properties: {b: false}}}}|/a/b: nothing is allowed any more",
        "{oneOf: [{type: string}]}|{oneOf: [{type: object}]}|the data: oneOf is another, which is not compared: look yourself",
        "{$ref: '#/$defs/x', $defs: {x: {type: string}}}|{$ref: '#/$defs/y', $defs: {y: {type: object}}}|the data: may not be string any more",
      })
  void whatIsTakenAwayOrNarrowedBreaks(String older, String newer, String what) {
    assertThat(breaks(older, newer)).containsExactly(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{required: [a], properties: {a: {type: string}}}|{properties: {a: {type: [string, number]}, b: {}}}",
        "{type: integer}|{type: number}",
        "{maximum: 9}|{maximum: 10}",
        "{maximum: 9}|{}",
        "{}|{minLength: 0}",
        "{enum: [1]}|{enum: [1, 2]}",
        "{additionalProperties: false}|{}",
        "{additionalProperties: false}|{additionalProperties: false, properties: {a: {}}}",
        "{oneOf: [{type: string}]}|{oneOf: [{type: string}]}",
        "{properties: {a: {$ref: '#'}}}|{properties: {a: {$ref: '#'}}}",
        "{title: a, description: b, default: 1}|{title: c}",
        "false|{type: string}",
        "{type: string}|true",
      })
  void whatIsAddedOrWidenedBreaksNothing(String older, String newer) {
    assertThat(breaks(older, newer)).isEmpty();
  }

  @Test
  void placesAreFoundInTheText() {
    JsonPlaces places = new JsonPlaces("{\n  \"a\": [\n    {\"b/c\": 1}\n  ]\n}");
    assertThat(places.of("/a/0/b~1c")).isEqualTo(new JsonPlaces.Place(3, 6));
    assertThat(places.of("/a/0/nothing")).isEqualTo(new JsonPlaces.Place(3, 5));
    assertThat(places.of("")).isEqualTo(new JsonPlaces.Place(1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "order.placed,",
    "order.cancelRequested,",
    "stock.item.runningLow,",
    "order.place, order.placed",
    "order.cancelRequest, order.cancelRequested",
    "Order.placed, lower camel",
    "order, lower camel",
    "order.was_placed, lower camel",
    "order..placed, lower camel",
  })
  void aTypesNameSaysWhatHasHappened(String type, String said) {
    if (said == null) {
      assertThat(TypeNames.offConvention(type)).isEmpty();
    } else {
      assertThat(TypeNames.offConvention(type).orElseThrow()).contains(said);
    }
  }

  private static List<String> breaks(String older, String newer) {
    return SchemaChanges.breaking(yaml(older), yaml(newer)).stream()
        .map(SchemaChanges.Change::what)
        .toList();
  }

  private static JsonNode yaml(String text) {
    return new ObjectMapper()
        .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }
}
