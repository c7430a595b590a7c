package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.gateway.edge.Http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds each answer of a test against the API's description. Paths it does not know are let by. */
final class Described {

  private static final ObjectNode DOCUMENT = OpenApi.document();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<JsonNode, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Described() {}

  static void check(String method, String path, Answer answer) {
    JsonNode operation = operation(method.toLowerCase(Locale.ROOT), path);
    if (operation == null) {
      return;
    }
    String what = method + " " + path + " -> " + answer.status();
    JsonNode response = resolved(operation.path("responses").path("" + answer.status()));
    if (response.isMissingNode()) {
      throw new AssertionError(what + " is not in openapi.yaml: " + answer.body());
    }
    String type = String.valueOf(answer.headers().get("Content-Type")).split(";", 2)[0];
    JsonNode content = response.path("content").path(type);
    if (content.isMissingNode()) {
      throw new AssertionError(what + " with " + type + " is not in openapi.yaml");
    }
    if (type.endsWith("json") && !type.endsWith("x-ndjson")) {
      List<Error> errors = schema(content.path("schema")).validate(answer.json());
      if (!errors.isEmpty()) {
        throw new AssertionError(what + " is not as described: " + errors + "\n" + answer.body());
      }
    }
  }

  private static @Nullable JsonNode operation(String method, String path) {
    String plain = path.split("[?]", 2)[0];
    JsonNode exact = DOCUMENT.path("paths").path(plain);
    if (!exact.isMissingNode()) {
      return exact.get(method);
    }
    for (Map.Entry<String, JsonNode> each : DOCUMENT.path("paths").properties()) {
      if (Pattern.matches(each.getKey().replaceAll("\\{[^}]*}", "[^/]+"), plain)) {
        return each.getValue().get(method);
      }
    }
    return null;
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** References lead into the document's components, which therefore go with it. */
  private static Schema schema(JsonNode written) {
    return SCHEMAS.computeIfAbsent(
        written,
        key -> {
          ObjectNode root = written.deepCopy();
          root.set("components", DOCUMENT.get("components"));
          return REGISTRY.getSchema(root);
        });
  }
}
