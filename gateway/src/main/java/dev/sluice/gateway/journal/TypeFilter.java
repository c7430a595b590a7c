package dev.sluice.gateway.journal;

import dev.sluice.gateway.route.Compiled;
import dev.sluice.gateway.route.TypeGlob;
import dev.sluice.gateway.route.TypeSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The event types that a list is asked for, by a glob as routes have it or by one type's name. SQL
 * narrows down by how they begin and end, {@link #takes} decides; neither goes back and forth in
 * long types. Immutable.
 */
final class TypeFilter {

  private final String text;
  private final Predicate<String> types;

  private TypeFilter(String text, Predicate<String> types) {
    this.text = text;
    this.types = types;
  }

  /** Without a text, every type. What is no glob is a name: then only that very type is meant. */
  static TypeFilter of(@Nullable String text) {
    if (text == null) {
      return new TypeFilter("**", TypeSet.ALL::contains);
    }
    return text.contains("*") && TypeGlob.parse(text) instanceof Compiled.Ok<TypeGlob> glob
        ? new TypeFilter(text, new TypeSet(List.of(glob.value()))::contains)
        : new TypeFilter(text, text::equals);
  }

  boolean takes(String type) {
    return types.test(type);
  }

  /** For SQLite's GLOB: all that is taken, and more. */
  String sqlGlob() {
    int first = text.indexOf('*');
    if (first < 0) {
      return escaped(text);
    }
    // The dot beside ** is not there where it stands for no segment.
    String head =
        text.startsWith("**", first) ? without(text, first, ".") : text.substring(0, first);
    int last = text.lastIndexOf('*');
    String tail = text.substring(last + 1);
    boolean isAny = last > 0 && text.charAt(last - 1) == '*' && tail.startsWith(".");
    return escaped(head) + "*" + escaped(isAny ? tail.substring(1) : tail);
  }

  private static String without(String text, int end, String last) {
    String head = text.substring(0, end);
    return head.endsWith(last) ? head.substring(0, end - last.length()) : head;
  }

  private static String escaped(String text) {
    return text.replace("[", "[[]").replace("?", "[?]").replace("*", "[*]");
  }
}
