package dev.sluice.gateway.schema;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The convention for names of event types: segments in lower camel case between dots, the last one
 * what has happened, as {@code order.cancelRequested}. Only what can be told from the name is told.
 */
final class TypeNames {

  private static final Pattern SEGMENTS =
      Pattern.compile("[a-z][a-zA-Z0-9]*(\\.[a-z][a-zA-Z0-9]*)+");
  private static final Pattern LAST_WORD = Pattern.compile("^.*?([A-Za-z][a-z0-9]*)$");

  /** Commands that are often taken for events. */
  private static final Map<String, String> PAST =
      Map.ofEntries(
          Map.entry("add", "added"),
          Map.entry("approve", "approved"),
          Map.entry("cancel", "cancelled"),
          Map.entry("change", "changed"),
          Map.entry("complete", "completed"),
          Map.entry("create", "created"),
          Map.entry("delete", "deleted"),
          Map.entry("fail", "failed"),
          Map.entry("pay", "paid"),
          Map.entry("place", "placed"),
          Map.entry("receive", "received"),
          Map.entry("refund", "refunded"),
          Map.entry("reject", "rejected"),
          Map.entry("remove", "removed"),
          Map.entry("request", "requested"),
          Map.entry("send", "sent"),
          Map.entry("ship", "shipped"),
          Map.entry("start", "started"),
          Map.entry("stop", "stopped"),
          Map.entry("submit", "submitted"),
          Map.entry("update", "updated"));

  private TypeNames() {}

  /** What is off, and what would be better; empty where nothing can be said against the name. */
  static Optional<String> offConvention(String type) {
    if (!SEGMENTS.matcher(type).matches()) {
      return Optional.of(
          "the type name '"
              + type
              + "' is off the convention: segments in lower camel case between dots, as"
              + " order.cancelRequested");
    }
    String last = LAST_WORD.matcher(type).replaceFirst("$1");
    String past = PAST.get(last.toLowerCase(Locale.ROOT));
    if (past == null) {
      return Optional.empty();
    }
    boolean capital = Character.isUpperCase(last.charAt(0));
    String word = capital ? Character.toUpperCase(past.charAt(0)) + past.substring(1) : past;
    return Optional.of(
        "the type name '"
            + type
            + "' is a command; an event says what has happened: "
            + type.substring(0, type.length() - last.length())
            + word);
  }
}
