package dev.sluice.gateway.route;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The rules of workflow ids: not empty, no control characters, at most 200 bytes. A longer one
 * keeps a readable head and gets the SHA-256 of the whole; so does one that only looks as if it had
 * been shortened, so that no two texts share an id.
 */
final class WorkflowId {

  static final int LONGEST = 200;
  private static final String MARK = ".sha256-";
  private static final Pattern SHORTENED = Pattern.compile(Pattern.quote(MARK) + "[0-9a-f]{64}$");
  private static final int HEAD = LONGEST - MARK.length() - 64;

  /** What a new business attempt appends: see the contract on attempts. */
  private static final Pattern ATTEMPT = Pattern.compile("~[0-9]+$");

  private WorkflowId() {}

  static String of(String text) throws CannotEvaluate {
    if (text.isBlank()) {
      throw new CannotEvaluate("the workflow id is empty");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new CannotEvaluate("the workflow id has a control character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new CannotEvaluate("the workflow id has half of a surrogate pair");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST && !SHORTENED.matcher(text).find()) {
      return text;
    }
    return head(text) + MARK + HexFormat.of().formatHex(Sha256.of(bytes));
  }

  /** For a start: {@code order-1~2} is the second attempt of {@code order-1}, and no one else. */
  static String ofStart(String text) throws CannotEvaluate {
    if (ATTEMPT.matcher(text).find()) {
      throw new CannotEvaluate("the workflow id ends in ~ and a number, as only new attempts do");
    }
    return of(text);
  }

  /** As many whole characters as fit. */
  private static String head(String text) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > HEAD) {
        break;
      }
      at += Character.charCount(point);
    }
    return text.substring(0, at);
  }
}
