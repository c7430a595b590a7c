package dev.sluice.gateway.route;

import java.util.List;

/**
 * A pattern over event types, by segments between dots: {@code *} is exactly one segment, {@code
 * **} any number of them, none included; a {@code *} beside other text is any part of its segment.
 * Anything else stands for itself.
 */
public record TypeGlob(String text, List<String> segments) {

  static final String ONE = "*";
  static final String ANY = "**";

  public static Compiled<TypeGlob> parse(String text) {
    if (text.isEmpty()) {
      return Compiled.Bad.of(Compiled.Fault.at(0, "an event type must not be empty", null));
    }
    List<String> segments = List.of(text.split("\\.", -1));
    int column = 0;
    for (String segment : segments) {
      if (segment.isEmpty()) {
        return Compiled.Bad.of(
            Compiled.Fault.at(column, "the event type '" + text + "' has an empty segment", null));
      }
      if (segment.contains(ANY) && !segment.equals(ANY)) {
        return Compiled.Bad.of(
            Compiled.Fault.at(
                column,
                "'" + segment + "' has ** beside other text",
                "** stands alone between dots, for any number of segments; one * is any part of"
                    + " a segment"));
      }
      if (segment.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
        return Compiled.Bad.of(
            Compiled.Fault.at(column, "an event type has no spaces or control characters", null));
      }
      column += segment.length() + 1;
    }
    return new Compiled.Ok<>(new TypeGlob(text, segments));
  }

  boolean isExact() {
    return text.indexOf('*') < 0;
  }
}
