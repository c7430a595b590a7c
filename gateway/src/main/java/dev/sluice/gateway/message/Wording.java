package dev.sluice.gateway.message;

import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for values, as in {@code {{question}}}. In HTML every value is escaped, and
 * inside of a tag nothing stands but our own link: no value can begin a script. Immutable.
 */
final class Wording {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]*)}}");
  private static final Pattern OF_DATA = Pattern.compile("data\\.[A-Za-z0-9_-]{1,100}");
  private static final String LINK = "link";
  private static final Set<String> NAMES =
      Set.of("name", "question", "choices", "due", "tier", "task", "workflow", LINK);

  private final String source;
  private final boolean isHtml;

  private Wording(String source, boolean isHtml) {
    this.source = source;
    this.isHtml = isHtml;
  }

  /**
   * @throws IllegalArgumentException with what is wrong with it, for whoever wrote it
   */
  static Wording parse(String source, boolean isHtml) {
    Matcher matcher = PLACE.matcher(source);
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      if (!NAMES.contains(name) && !OF_DATA.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "there is no '" + name + "': " + NAMES.stream().sorted().toList() + " and data.NAME");
      }
      if (isHtml && isInTag(source, matcher.start()) && !name.equals(LINK)) {
        throw new IllegalArgumentException(
            "'" + name + "' stands inside of a tag, where only link may");
      }
    }
    return new Wording(source, isHtml);
  }

  private static boolean isInTag(String source, int at) {
    return source.lastIndexOf('<', at) > source.lastIndexOf('>', at);
  }

  /** Cut before values are in it: a value may have lines. */
  Wording firstLine() {
    return new Wording(source.lines().findFirst().orElse(""), isHtml);
  }

  Wording below() {
    int end = source.indexOf('\n');
    return new Wording(end < 0 ? "" : source.substring(end + 1), isHtml);
  }

  String with(UnaryOperator<String> values) {
    return PLACE
        .matcher(source)
        .replaceAll(place -> Matcher.quoteReplacement(value(place, values)));
  }

  private String value(MatchResult place, UnaryOperator<String> values) {
    String value = values.apply(place.group(1).strip());
    return isHtml ? escaped(value) : value;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
