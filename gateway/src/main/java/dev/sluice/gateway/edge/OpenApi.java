package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The description of this API, {@code openapi.yaml} beside this class. What any operation may
 * answer is written here once and added to each, unless that says more itself.
 */
final class OpenApi {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options");
  private static final Map<String, String> ANY =
      Map.of(
          "400", "badRequest",
          "431", "headersTooLarge",
          "500", "unexpected",
          "503", "unavailable");
  private static final Map<String, String> WITH_BODY = Map.of("408", "tooSlow", "413", "tooLarge");
  private static final Map<String, String> WITH_ROLE =
      Map.of("401", "unauthorized", "403", "forbidden");
  private static final Map<String, String> WITHOUT_ROLE = Map.of("403", "foreign");

  private OpenApi() {}

  static ObjectNode document() {
    ObjectNode document = written();
    for (JsonNode path : document.path("paths")) {
      for (Map.Entry<String, JsonNode> operation : path.properties()) {
        if (METHODS.contains(operation.getKey())) {
          complete((ObjectNode) operation.getValue());
        }
      }
    }
    return document;
  }

  private static void complete(ObjectNode operation) {
    ObjectNode responses = operation.withObject("/responses");
    add(responses, ANY);
    if (operation.has("requestBody")) {
      add(responses, WITH_BODY);
    }
    boolean isOpen = operation.path("x-role").asText().equals(Role.open.name());
    add(responses, isOpen ? WITHOUT_ROLE : WITH_ROLE);
    if (isOpen) {
      operation.putArray("security");
    }
  }

  private static void add(ObjectNode responses, Map<String, String> names) {
    names.forEach(
        (status, name) -> {
          if (!responses.has(status)) {
            responses.putObject(status).put("$ref", "#/components/responses/" + name);
          }
        });
  }

  private static ObjectNode written() {
    try (InputStream yaml = OpenApi.class.getResourceAsStream("openapi.yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("openapi.yaml is not in the jar");
      }
      Object read = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      return Json.MAPPER.valueToTree(read);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }
}
