package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of the API as a verb gives it: a row for each item, under its columns. Immutable. */
final class Listing {

  private record Column(String heading, Function<JsonNode, String> cell) {}

  private final String path;
  private final List<Column> columns;

  private Listing(String path, List<Column> columns) {
    this.path = path;
    this.columns = columns;
  }

  static Listing of(String path) {
    return new Listing(path, List.of());
  }

  /** A field of the item; nothing where the item has none. */
  Listing with(String heading, String field) {
    return with(heading, item -> item.path(field).asText(""));
  }

  Listing with(String heading, Function<JsonNode, String> cell) {
    return new Listing(
        path, Stream.concat(columns.stream(), Stream.of(new Column(heading, cell))).toList());
  }

  void give(Api api, Output output, Map<String, @Nullable String> parameters) {
    var answer = api.get(path, parameters);
    output.answer(answer, () -> output.table(rows(answer.path("items"))));
  }

  private List<List<String>> rows(JsonNode items) {
    var rows = new ArrayList<List<String>>();
    rows.add(columns.stream().map(Column::heading).toList());
    items.forEach(item -> rows.add(columns.stream().map(each -> each.cell().apply(item)).toList()));
    return rows;
  }
}
