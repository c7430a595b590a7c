package dev.sluice.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keywords that speak of one value alone: where the newer schema allows less. */
final class Narrowing {

  private static final List<String> LEAST =
      List.of(
          "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");
  private static final List<String> MOST =
      List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> EXACT =
      List.of("pattern", "format", "multipleOf", "contentEncoding", "contentMediaType");
  private static final List<String> NOT_COMPARED =
      List.of(
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "patternProperties",
          "propertyNames",
          "dependentRequired",
          "dependentSchemas",
          "unevaluatedItems",
          "$dynamicRef");

  private final JsonNode older;
  private final JsonNode newer;
  private final Map<String, String> found = new LinkedHashMap<>();

  Narrowing(JsonNode older, JsonNode newer) {
    this.older = older;
    this.newer = newer;
  }

  /** By keyword of the newer schema. */
  Map<String, String> found() {
    types();
    values();
    LEAST.forEach(keyword -> bound(keyword, 1));
    MOST.forEach(keyword -> bound(keyword, -1));
    EXACT.forEach(keyword -> changed(keyword));
    if (newer.path("uniqueItems").asBoolean() && !older.path("uniqueItems").asBoolean()) {
      found.put("uniqueItems", "its items must differ now");
    }
    for (String keyword : NOT_COMPARED) {
      if (newer.has(keyword) && !newer.get(keyword).equals(older.path(keyword))) {
        found.put(keyword, keyword + " is another, which is not compared: look yourself");
      }
    }
    return found;
  }

  private void types() {
    Set<String> now = types(newer);
    if (now.isEmpty()) {
      return;
    }
    Set<String> before = types(older);
    Set<String> lost = new LinkedHashSet<>(before);
    lost.removeAll(now);
    if (now.contains("number")) {
      lost.remove("integer");
    }
    if (before.isEmpty()) {
      found.put("type", "must be " + String.join(" or ", now) + " now");
    } else if (!lost.isEmpty()) {
      found.put("type", "may not be " + String.join(" or ", lost) + " any more");
    }
  }

  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    Set<String> names = new LinkedHashSet<>();
    if (type.isTextual()) {
      names.add(type.textValue());
    }
    type.forEach(name -> names.add(name.asText()));
    return names;
  }

  private void values() {
    Optional<Set<JsonNode>> now = values(newer);
    if (now.isEmpty()) {
      return;
    }
    String keyword = newer.has("const") ? "const" : "enum";
    Optional<Set<JsonNode>> before = values(older);
    if (before.isEmpty()) {
      found.put(keyword, "only listed values are allowed now");
      return;
    }
    Set<JsonNode> lost = new LinkedHashSet<>(before.get());
    lost.removeAll(now.get());
    if (!lost.isEmpty()) {
      String words = lost.stream().map(JsonNode::toString).collect(Collectors.joining(", "));
      found.put(keyword, words + " is not allowed any more");
    }
  }

  private static Optional<Set<JsonNode>> values(JsonNode schema) {
    Set<JsonNode> values = new LinkedHashSet<>();
    if (schema.has("const")) {
      values.add(schema.get("const"));
    } else if (schema.path("enum").isArray()) {
      schema.get("enum").forEach(values::add);
    } else {
      return Optional.empty();
    }
    return Optional.of(values);
  }

  /**
   * @param sign 1 where more is narrower
   */
  private void bound(String keyword, int sign) {
    JsonNode now = newer.path(keyword);
    JsonNode before = older.path(keyword);
    if (!now.isNumber()) {
      return;
    }
    boolean saysNothing = sign > 0 && isCount(keyword) && now.asInt() == 0;
    boolean isNarrower =
        !before.isNumber() || now.decimalValue().compareTo(before.decimalValue()) * sign > 0;
    if (isNarrower && !saysNothing) {
      found.put(keyword, keyword + " is " + now + was(before));
    }
  }

  private static boolean isCount(String keyword) {
    return !keyword.endsWith("inimum");
  }

  private void changed(String keyword) {
    JsonNode now = newer.path(keyword);
    if (!now.isMissingNode() && !now.equals(older.path(keyword))) {
      found.put(keyword, keyword + " is " + now + was(older.path(keyword)));
    }
  }

  private static String was(JsonNode before) {
    return before.isMissingNode() ? ", was not there" : ", was " + before;
  }
}
