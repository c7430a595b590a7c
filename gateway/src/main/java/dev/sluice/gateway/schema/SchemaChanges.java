package dev.sluice.gateway.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a newer schema breaks those who send or read by the older one: something was taken away,
 * is required now, or was narrowed. What cannot be compared with certainty, such as {@code oneOf},
 * is named when it differs.
 */
final class SchemaChanges {

  /** {@code pointer} leads into the newer schema, {@code what} says it for people. */
  record Change(String pointer, String what) {}

  private record Side(JsonNode root, JsonNode schema, String pointer) {

    Side at(String... path) {
      JsonNode found = schema;
      StringBuilder where = new StringBuilder(pointer);
      for (String name : path) {
        found = found.path(name);
        where.append('/').append(name.replace("~", "~0").replace("/", "~1"));
      }
      return new Side(root, found, where.toString());
    }

    Side resolved() {
      Side side = this;
      for (int hops = 0; hops < 32 && side.schema.path("$ref").isTextual(); hops++) {
        String reference = side.schema.path("$ref").textValue();
        String target = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
        if (!target.isEmpty() && !target.startsWith("/")) {
          return side;
        }
        side = new Side(root, root.at(JsonPointer.compile(target)), target);
      }
      return side;
    }

    boolean has(String keyword) {
      return schema.has(keyword);
    }
  }

  private record Pair(String older, String newer) {}

  private final List<Change> changes = new ArrayList<>();
  private final Set<Pair> seen = new HashSet<>();

  private SchemaChanges() {}

  static List<Change> breaking(JsonNode older, JsonNode newer) {
    SchemaChanges comparison = new SchemaChanges();
    comparison.compare(new Side(older, older, ""), new Side(newer, newer, ""), "");
    return List.copyOf(comparison.changes);
  }

  /** {@code where} is the place in the data. */
  private void compare(Side olderSide, Side newerSide, String where) {
    Side older = olderSide.resolved();
    Side newer = newerSide.resolved();
    if (!seen.add(new Pair(older.pointer(), newer.pointer())) || isFalse(older) || isOpen(newer)) {
      return;
    }
    if (isFalse(newer)) {
      add(newer, where, "nothing is allowed any more");
      return;
    }
    new Narrowing(older.schema(), newer.schema())
        .found()
        .forEach((keyword, what) -> add(newer.at(keyword), where, what));
    properties(older, newer, where);
    closing(older, newer, where, "additionalProperties");
    closing(older, newer, where, "unevaluatedProperties");
    items(older, newer, where);
  }

  private void properties(Side older, Side newer, String where) {
    Set<String> required = names(older.schema().path("required"));
    for (String name : names(newer.schema().path("required"))) {
      if (!required.contains(name)) {
        add(newer.at("required"), where + "/" + name, "is required now");
      }
    }
    for (Map.Entry<String, JsonNode> property : older.schema().path("properties").properties()) {
      String name = property.getKey();
      Side then = newer.at("properties", name);
      if (then.schema().isMissingNode()) {
        add(newer.at("properties"), where + "/" + name, "was removed");
      } else {
        compare(older.at("properties", name), then, where + "/" + name);
      }
    }
  }

  private void closing(Side older, Side newer, String where, String keyword) {
    if (!newer.has(keyword)) {
      return;
    }
    Side before = older.at(keyword);
    Side now = newer.at(keyword);
    boolean wasOpen = !older.has(keyword) || isOpen(before);
    if (wasOpen && isFalse(now)) {
      add(now, where, "properties that it does not name are refused now");
    } else if (wasOpen && !isOpen(now)) {
      add(now, where, "properties that it does not name are restricted now");
    } else if (!wasOpen) {
      compare(before, now, where + "/*");
    }
  }

  private void items(Side older, Side newer, String where) {
    JsonNode first = newer.schema().path("prefixItems");
    for (int i = 0; i < first.size(); i++) {
      JsonNode before = older.schema().path("prefixItems").path(i);
      Side then =
          before.isMissingNode()
              ? any(older)
              : new Side(older.root(), before, older.pointer() + "/prefixItems/" + i);
      compare(
          then,
          new Side(newer.root(), first.get(i), newer.pointer() + "/prefixItems/" + i),
          where + "/" + i);
    }
    if (newer.has("items")) {
      compare(older.has("items") ? older.at("items") : any(older), newer.at("items"), where + "/*");
    }
  }

  private static Side any(Side side) {
    return new Side(side.root(), BooleanNode.TRUE, side.pointer() + "/(any)");
  }

  private static boolean isOpen(Side side) {
    return side.schema().isBoolean() ? side.schema().booleanValue() : side.schema().isEmpty();
  }

  private static boolean isFalse(Side side) {
    return side.schema().isBoolean() && !side.schema().booleanValue();
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new TreeSet<>();
    list.forEach(name -> names.add(name.asText()));
    return names;
  }

  private void add(Side at, String where, String what) {
    changes.add(new Change(at.pointer(), (where.isEmpty() ? "the data" : where) + ": " + what));
  }
}
