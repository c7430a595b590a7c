package dev.sluice.gateway.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tracestate of W3C trace context: one bad member spoils the list, and it is left out whole.
 */
final class TraceState {

  private static final Pattern MEMBER =
      Pattern.compile("([a-z0-9][a-z0-9_\\-*/@]{0,255})=([ -+\\--<>-~]{0,255}[!-+\\--<>-~])");
  private static final int MOST_MEMBERS = 32;
  private static final int MAX_LENGTH = 512;

  private TraceState() {}

  /** Without what may be left out: white space round a member, empty members, a repeated key. */
  static Optional<String> parse(String text) {
    List<String> members = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (String part : text.split(",", -1)) {
      String member = withoutSpaceAround(part);
      if (member.isEmpty()) {
        continue;
      }
      Matcher matcher = MEMBER.matcher(member);
      if (!matcher.matches() || members.size() == MOST_MEMBERS) {
        return Optional.empty();
      }
      if (keys.add(matcher.group(1))) {
        members.add(member);
      }
    }
    String state = String.join(",", members);
    return state.isEmpty() || state.length() > MAX_LENGTH ? Optional.empty() : Optional.of(state);
  }

  /** Spaces and tabs only. */
  private static String withoutSpaceAround(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
