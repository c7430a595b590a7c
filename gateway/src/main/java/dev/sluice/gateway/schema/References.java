package dev.sluice.gateway.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecificationVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether every reference of a schema stays inside its file and leads somewhere. */
final class References {

  private final JsonNode root;
  private final Set<String> anchors = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  private References(JsonNode root) {
    this.root = root;
  }

  static List<String> faults(JsonNode schema) {
    References references = new References(schema);
    references.collectAnchors(schema);
    references.walk(schema);
    JsonNode dialect = schema.path("$schema");
    if (dialect.isTextual()
        && !dialect.textValue().equals(SpecificationVersion.DRAFT_2020_12.getDialectId())) {
      references.faults.add(
          "$schema is '" + dialect.textValue() + "'; only 2020-12 is read, or leave it out");
    }
    return references.faults;
  }

  private void collectAnchors(JsonNode node) {
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (node.path(keyword).isTextual()) {
        anchors.add(node.path(keyword).textValue());
      }
    }
    node.forEach(this::collectAnchors);
  }

  private void walk(JsonNode node) {
    for (String keyword : List.of("$ref", "$dynamicRef")) {
      JsonNode reference = node.path(keyword);
      if (reference.isTextual() && !leadsSomewhere(reference.textValue())) {
        faults.add(
            keyword
                + " '"
                + reference.textValue()
                + "' leads nowhere in this file; "
                + "references to other files are not followed");
      }
    }
    node.forEach(this::walk);
  }

  private boolean leadsSomewhere(String reference) {
    if (!reference.startsWith("#")) {
      return false;
    }
    String fragment = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
    if (fragment.isEmpty()) {
      return true;
    }
    return fragment.startsWith("/")
        ? !root.at(JsonPointer.compile(fragment)).isMissingNode()
        : anchors.contains(fragment);
  }
}
