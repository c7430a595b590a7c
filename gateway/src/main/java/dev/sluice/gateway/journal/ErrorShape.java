package dev.sluice.gateway.journal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error has in common with its like: ids and numbers, which are each one's own, become #.
 */
final class ErrorShape {

  private static final int LONGEST = 200;
  private static final Pattern OWN =
      Pattern.compile("\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|[0-9]+");

  private ErrorShape() {}

  static @Nullable String of(@Nullable String error) {
    if (error == null) {
      return null;
    }
    String shape = OWN.matcher(error).replaceAll("#");
    return shape.length() <= LONGEST ? shape : shape.substring(0, LONGEST) + "...";
  }
}
