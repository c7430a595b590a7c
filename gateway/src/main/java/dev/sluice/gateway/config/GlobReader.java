package dev.sluice.gateway.config;

import dev.sluice.gateway.route.TypeGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads globs over event types: one, or a list of them. */
final class GlobReader {

  private GlobReader() {}

  static Optional<List<TypeGlob>> read(Value value) {
    List<Value> items = value.isList() ? value.list().orElse(List.of()) : List.of(value);
    if (items.isEmpty()) {
      return value.refuse("names no event type", null);
    }
    List<TypeGlob> globs = new ArrayList<>();
    for (Value item : items) {
      Optional<TypeGlob> glob = item.text().flatMap(t -> item.compiled(TypeGlob::parse));
      glob.filter(globs::contains)
          .ifPresent(g -> item.refuse("'" + g.text() + "' is there twice", null));
      glob.filter(g -> g.text().equals("*"))
          .ifPresent(
              g ->
                  item.warn(
                      "'*' is only types of one segment, as 'ping'",
                      "for every type there is, write '**'"));
      glob.ifPresent(globs::add);
    }
    return globs.size() == items.size() ? Optional.of(globs) : Optional.empty();
  }
}
