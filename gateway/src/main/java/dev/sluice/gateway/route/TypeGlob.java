package dev.sluice.gateway.route;

import java.util.List;

/**
 * A pattern over event types, by segments between dots: {@code *} is exactly one segment, {@code
 * **} any number of them, none included. Anything else stands for itself.
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
      if (segment.indexOf('*') >= 0 && !segment.equals(ONE) && !segment.equals(ANY)) {
        return Compiled.Bad.of(
            Compiled.Fault.at(
                column,
                "'" + segment + "' mixes * with text, which matches nothing",
                "* stands for one whole segment between dots, ** for any number of them"));
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
    return !segments.contains(ONE) && !segments.contains(ANY);
  }
}
