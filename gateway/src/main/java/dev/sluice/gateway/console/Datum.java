package dev.sluice.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON for people to read: {@code name} is the member's that it is of, {@code text} what it says
 * where it has no {@code parts}. What is too much for a page is shown as it is written.
 */
record Datum(Kind kind, String name, String text, List<Datum> parts) {

  enum Kind {
    text,
    nothing,
    members,
    items,
    /** Of which each has the same members, as the lines of an order. */
    rows,
    written
  }

  private static final int MOST = 500;
  private static final int DEEPEST = 5;
  private static final int WIDEST = 6;

  static Datum of(JsonNode json) {
    return isLarge(json) ? written("", json) : of("", json, 1);
  }

  private static boolean isLarge(JsonNode json) {
    Deque<JsonNode> left = new ArrayDeque<>();
    left.push(json);
    for (int seen = 0; !left.isEmpty(); seen++) {
      if (seen == MOST) {
        return true;
      }
      left.pop().forEach(left::push);
    }
    return false;
  }

  private static Datum of(String name, JsonNode json, int depth) {
    if (json.isNull() || (json.isContainerNode() && json.isEmpty())) {
      return new Datum(Kind.nothing, name, "", List.of());
    }
    if (!json.isContainerNode()) {
      return new Datum(Kind.text, name, Words.clipped(json.asText()), List.of());
    }
    if (depth > DEEPEST) {
      return written(name, json);
    }
    if (json.isObject()) {
      return new Datum(Kind.members, name, "", members(json, depth));
    }
    Set<String> columns = columns(json);
    boolean isTable = !columns.isEmpty() && columns.size() <= WIDEST && isFlat(json);
    List<Datum> parts = new ArrayList<>();
    for (JsonNode item : json) {
      parts.add(
          isTable
              ? new Datum(Kind.members, "", "", cells(columns, item))
              : of("", item, depth + 1));
    }
    return new Datum(isTable ? Kind.rows : Kind.items, name, "", List.copyOf(parts));
  }

  private static Datum written(String name, JsonNode json) {
    return new Datum(Kind.written, name, Words.json(json), List.of());
  }

  private static List<Datum> members(JsonNode json, int depth) {
    return json.properties().stream()
        .map(member -> of(member.getKey(), member.getValue(), depth + 1))
        .toList();
  }

  private static List<Datum> cells(Set<String> columns, JsonNode row) {
    return columns.stream().map(column -> of(column, row.path(column), DEEPEST)).toList();
  }

  private static Set<String> columns(JsonNode list) {
    Set<String> columns = new LinkedHashSet<>();
    list.forEach(item -> item.properties().forEach(member -> columns.add(member.getKey())));
    return columns;
  }

  /** Whether each is an object of plain values. */
  private static boolean isFlat(JsonNode list) {
    for (JsonNode item : list) {
      if (!item.isObject() || item.properties().stream().anyMatch(Datum::isNested)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNested(Map.Entry<String, JsonNode> member) {
    return member.getValue().isContainerNode();
  }

  /** What the rows say about themselves. */
  List<String> columns() {
    return parts.isEmpty() ? List.of() : parts.get(0).parts().stream().map(Datum::name).toList();
  }
}
