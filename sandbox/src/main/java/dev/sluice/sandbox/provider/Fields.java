package dev.sluice.sandbox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a JSON object field by field and collects every fault with its pointer, so that a caller
 * learns all of them at once. A faulty field reads as a harmless value; {@link #check} throws
 * before it can be used. Unknown fields are let be.
 */
public final class Fields {

  private static final int LONGEST = 255;
  private static final int MOST_OBJECTS = 1_000;

  private final JsonNode object;
  private final String pointer;
  private final List<Problem.FieldError> errors;

  private Fields(JsonNode object, String pointer, List<Problem.FieldError> errors) {
    this.object = object;
    this.pointer = pointer;
    this.errors = errors;
    if (!object.isObject()) {
      errors.add(new Problem.FieldError(pointer, "must be an object"));
    }
  }

  static Fields of(JsonNode body) {
    return new Fields(body, "", new ArrayList<>());
  }

  /** Throws the problem with every fault found so far, if there is one. */
  public void check() {
    if (!errors.isEmpty()) {
      throw Problem.of(
          400,
          "invalid-body",
          "The body is not what this call takes",
          errors.stream()
              .map(error -> error.pointer() + ": " + error.detail())
              .reduce((a, b) -> a + "; " + b)
              .orElseThrow(),
          errors);
    }
  }

  public String text(String name) {
    return present(name, "a text").flatMap(node -> text(name, node)).orElse("");
  }

  public Optional<String> optionalText(String name) {
    return given(name).flatMap(node -> text(name, node));
  }

  public String matching(String name, Pattern pattern, String expected) {
    return present(name, expected)
        .filter(node -> accept(name, node.isTextual(), expected))
        .map(JsonNode::textValue)
        .filter(text -> accept(name, pattern.matcher(text).matches(), expected))
        .orElse("");
  }

  public int wholeNumber(String name, int least, int most) {
    String expected = "a whole number from %d to %d".formatted(least, most);
    return present(name, expected)
        .filter(
            node ->
                accept(
                    name,
                    node.isIntegralNumber()
                        && node.canConvertToInt()
                        && node.intValue() >= least
                        && node.intValue() <= most,
                    expected))
        .map(JsonNode::intValue)
        .orElse(least);
  }

  public Fields object(String name) {
    JsonNode node = present(name, "an object").orElseGet(JsonNodeFactory.instance::objectNode);
    return new Fields(node, at(name), errors);
  }

  /** At least one object. */
  public List<Fields> objects(String name) {
    String expected = "a list of 1 to %d objects".formatted(MOST_OBJECTS);
    List<Fields> found = new ArrayList<>();
    present(name, expected)
        .filter(
            node ->
                accept(
                    name,
                    node.isArray() && !node.isEmpty() && node.size() <= MOST_OBJECTS,
                    expected))
        .ifPresent(
            node -> {
              for (int i = 0; i < node.size(); i++) {
                found.add(new Fields(node.get(i), at(name) + "/" + i, errors));
              }
            });
    return found;
  }

  private Optional<String> text(String name, JsonNode node) {
    String expected = "a text of 1 to %d characters".formatted(LONGEST);
    return Optional.of(node)
        .filter(
            value ->
                accept(
                    name,
                    value.isTextual()
                        && !value.textValue().isBlank()
                        && value.textValue().length() <= LONGEST,
                    expected))
        .map(JsonNode::textValue);
  }

  private Optional<JsonNode> present(String name, String expected) {
    Optional<JsonNode> node = given(name);
    if (node.isEmpty() && object.isObject()) {
      errors.add(new Problem.FieldError(at(name), "is missing; it must be " + expected));
    }
    return node;
  }

  private Optional<JsonNode> given(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  private boolean accept(String name, boolean fine, String expected) {
    if (!fine) {
      errors.add(new Problem.FieldError(at(name), "must be " + expected));
    }
    return fine;
  }

  private String at(String name) {
    return pointer + "/" + name;
  }
}
