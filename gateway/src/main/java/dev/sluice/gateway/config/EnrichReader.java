package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Enrichment;
import dev.sluice.gateway.route.Expression;
import dev.sluice.gateway.route.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code enrich:}. Each value sees the event and the values before it, and no other name: a
 * mistyped one is found here and not by the first event.
 */
final class EnrichReader {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,63}");
  private static final int MOST = 20;

  /** What is added, and the language of expressions that see all of it. */
  record Enriched(List<Enrichment> added, Expressions language) {}

  private EnrichReader() {}

  static Enriched read(Value value) {
    List<Value> items = value.list().orElse(List.of());
    if (items.size() > MOST) {
      value.refuse("adds more than " + MOST + " values", null);
    }
    List<Enrichment> added = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Expressions language = Expressions.overEvents(names);
    for (Value item : items.subList(0, Math.min(items.size(), MOST))) {
      Optional<Section> section = item.section();
      if (section.isPresent()) {
        read(section.get(), names, language).ifPresent(added::add);
        language = Expressions.overEvents(names);
      }
    }
    return new Enriched(added, language);
  }

  private static Optional<Enrichment> read(
      Section section, List<String> names, Expressions language) {
    Optional<Value> as = section.required("as");
    Optional<String> name = as.flatMap(Value::text);
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      name =
          as.get()
              .refuse(
                  "'" + name.get() + "' is not a name",
                  "letters, digits and '_', not a digit first, at most 64");
    } else if (name.filter(names::contains).isPresent()) {
      name = as.get().refuse("'" + name.get() + "' is there twice", null);
    }
    Optional<Expression> expression =
        section.required("expr").flatMap(v -> v.expression(language, Expressions.Wanted.json));
    section.close();
    name.ifPresent(names::add);
    return name.isPresent() && expression.isPresent()
        ? Optional.of(new Enrichment.Computed(name.get(), expression.get()))
        : Optional.empty();
  }
}
