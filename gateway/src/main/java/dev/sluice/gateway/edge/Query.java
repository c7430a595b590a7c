package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Rfc3339;
import dev.sluice.gateway.route.Compiled.Bad;
import dev.sluice.gateway.route.TypeGlob;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request. A wrong value, or a name that means nothing, is a problem.
 */
final class Query {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final int MAX_LENGTH = 2048;

  private final Map<String, List<String>> parameters;

  Query(Context ctx, String... known) {
    this.parameters = ctx.queryParamMap();
    Set<String> unknown = new TreeSet<>(parameters.keySet());
    Arrays.asList(known).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String name = unknown.iterator().next();
      throw bad(
          name, "There is no parameter " + name + "; known: " + String.join(", ", known) + ".");
    }
  }

  @Nullable String text(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw bad(name, name + " is there twice.");
    }
    if (values.isEmpty()) {
      return null;
    }
    String value = values.get(0);
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw bad(name, name + " must have 1 to " + MAX_LENGTH + " characters.");
    }
    return value;
  }

  /** A glob over event types, or one type's name. */
  @Nullable String types(String name) {
    String text = text(name);
    if (text != null && text.contains("*") && TypeGlob.parse(text) instanceof Bad<?> bad) {
      throw bad(name, name + " is no glob: " + bad.faults().get(0).reason() + ".");
    }
    return text;
  }

  <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
    String text = oneOf(name, Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
    return text == null ? null : Enum.valueOf(type, text);
  }

  @Nullable String oneOf(String name, List<String> known) {
    String text = text(name);
    if (text != null && !known.contains(text)) {
      throw bad(name, name + " must be one of " + String.join(", ", known) + ".");
    }
    return text;
  }

  @Nullable Instant time(String name) {
    String text = text(name);
    return text == null
        ? null
        : Rfc3339.parse(text)
            .orElseThrow(
                () -> bad(name, name + " must be a time of RFC 3339, as 2026-11-21T09:30:00Z."));
  }

  int limit() {
    String text = text("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > MAX_LIMIT) {
      throw bad("limit", "limit must be a number from 1 to " + MAX_LIMIT + ".");
    }
    return Integer.parseInt(text);
  }

  /** What refuses its cursor by an IllegalArgumentException. */
  static <T> T withCursor(Supplier<T> list) {
    try {
      return list.get();
    } catch (IllegalArgumentException e) {
      throw bad("cursor", "cursor must be the next of a list that was answered here.");
    }
  }

  static Problem bad(String parameter, String detail) {
    return Problem.of(400, "bad-parameter", "Bad query parameter", detail)
        .withErrors(List.of(FieldError.parameter(parameter, detail)));
  }
}
