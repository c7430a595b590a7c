package dev.sluice.gateway.route;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CEL's messages in plainer words, and what most likely helps. */
final class CelWords {

  private static final Pattern WHERE = Pattern.compile("^evaluation error(?: at <input>:\\d+)?: ");
  private static final Pattern ABSENT = Pattern.compile("key '(.*)' is not present in map\\.");
  private static final Pattern OPERATOR = Pattern.compile("'_?([^\\w\\s']+)_?'");
  private static final Pattern CANDIDATES =
      Pattern.compile("(?: \\(candidates: .*\\)|\\.? Overload candidates: .*)$", Pattern.DOTALL);
  private static final Pattern ENDS =
      Pattern.compile("(?:mismatched|extraneous) input '<EOF>'.*|no viable .* '.*<EOF>'");
  private static final Pattern UNEXPECTED =
      Pattern.compile(
          "(?:mismatched input|extraneous input|no viable alternative at input) '(.*?)'"
              + "(?: expecting .*)?",
          Pattern.DOTALL);
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'");
  private static final Pattern NO_CONTAINER = Pattern.compile(" \\(in container ''\\)");
  private static final Pattern UNDEFINED = Pattern.compile("undefined field '([^']*)'");

  private CelWords() {}

  static String plain(String message) {
    String words = WHERE.matcher(message).replaceFirst("");
    words = ABSENT.matcher(words).replaceAll("there is no '$1'");
    words = ENDS.matcher(words).replaceFirst("the expression ends too early");
    words = UNEXPECTED.matcher(words).replaceFirst("'$1' is not expected here");
    words = CANDIDATES.matcher(words).replaceFirst("");
    words = NO_CONTAINER.matcher(words).replaceAll("");
    return OPERATOR.matcher(words).replaceAll("'$1'");
  }

  static Optional<String> hint(String message, String variable) {
    Matcher undefined = UNDEFINED.matcher(message);
    if (undefined.find() && variable.equals(EventView.NAME)) {
      if (undefined.group(1).equals(EventView.ENRICHED)) {
        return Optional.of("it is there after 'when', in a route that has 'enrich'");
      }
      return Optional.of(
          Nearest.to(undefined.group(1), EventView.ATTRIBUTES.keySet())
              .map(name -> "did you mean event." + name + "?")
              .orElse(
                  "an extension of your own is event.extensions."
                      + undefined.group(1)
                      + ", a field of the payload event.data."
                      + undefined.group(1)));
    }
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.find()) {
      return undeclared(undeclared.group(1), variable);
    }
    if (message.contains("'_==_'") && message.contains("null)")) {
      return Optional.of("an attribute is never null: ask has(event.subject)");
    }
    return Optional.empty();
  }

  private static Optional<String> undeclared(String name, String variable) {
    if (variable.equals(EventView.NAME) && EventView.ATTRIBUTES.containsKey(name)) {
      return Optional.of("did you mean event." + name + "?");
    }
    return Nearest.to(name, java.util.List.of(variable)).map(v -> "did you mean " + v + "?");
  }
}
