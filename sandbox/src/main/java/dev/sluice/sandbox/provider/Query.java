package dev.sluice.sandbox.provider;

import io.javalin.http.Context;
import java.util.Optional;

/** Reads the query of an address. */
final class Query {

  private Query() {}

  static Optional<String> text(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isBlank());
  }

  static String required(Context ctx, String name) {
    return text(ctx, name).orElseThrow(() -> invalid(name, "is missing"));
  }

  static long number(Context ctx, String name, long least, long most, long otherwise) {
    Optional<String> text = text(ctx, name);
    if (text.isEmpty()) {
      return otherwise;
    }
    String expected = "must be a whole number from %d to %d".formatted(least, most);
    try {
      long number = Long.parseLong(text.get());
      if (number < least || number > most) {
        throw invalid(name, expected);
      }
      return number;
    } catch (NumberFormatException e) {
      throw invalid(name, expected);
    }
  }

  private static Problem invalid(String name, String detail) {
    return Problem.of(
        400, "invalid-query", "The query is not what this call takes", "?" + name + " " + detail);
  }
}
