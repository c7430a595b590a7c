package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.sandbox.Caller.Got;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The OpenAPI file that a service serves, as something to hold its answers against. */
final class Description {

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode document;

  private Description(JsonNode document) {
    this.document = document;
  }

  static Description of(JsonNode document) {
    return new Description(document);
  }

  /** Each as {@code GET /ledger}. */
  Set<String> calls() {
    Set<String> calls = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            calls.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return calls;
  }

  /** Paths and methods that are not described pass: they are answered 404, 405. */
  void check(String method, String path, Got got) {
    operation(method, path)
        .ifPresent(
            operation -> {
              JsonNode response =
                  resolve(operation.path("responses").path(String.valueOf(got.status())));
              assertThat(response.isMissingNode())
                  .as("%s %s describes no %d", method, path, got.status())
                  .isFalse();
              checkBody(response.path("content"), got);
            });
  }

  private void checkBody(JsonNode content, Got got) {
    String type = String.valueOf(got.headers().get("Content-Type")).replaceFirst(";.*", "");
    JsonNode schema = content.path(type).path("schema");
    assertThat(schema.isMissingNode()).as("no description of %s", type).isFalse();
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", document.path("components"));
    assertThat(SCHEMAS.getSchema(whole).validate(got.body())).as(got.body().toString()).isEmpty();
  }

  private Optional<JsonNode> operation(String method, String path) {
    return document.path("paths").properties().stream()
        .filter(entry -> matches(entry.getKey(), path))
        .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)))
        .filter(operation -> !operation.isMissingNode())
        .findFirst();
  }

  private JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.quote(template).replace("{id}", "\\E[^/]+\\Q");
    return path.matches(pattern);
  }
}
