package dev.sluice.cli.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events out of lines. A message counts, its id too, with the blank line at its end:
 * one that is cut off was not there. For one connection and one thread.
 */
final class SentEvents {

  /** Without data it only says how far the stream has come. */
  record Message(String event, @Nullable String id, String data) {}

  private String event = "";
  private @Nullable String id;
  private final StringBuilder data = new StringBuilder();

  /** The message that this line ends, if it ends one. */
  Optional<Message> line(String line) {
    if (line.isEmpty()) {
      var message = new Message(event, id, data.toString());
      event = "";
      id = null;
      data.setLength(0);
      return Optional.of(message);
    }
    int colon = line.indexOf(':');
    if (colon > 0) {
      field(line.substring(0, colon), line.substring(colon + (isSpace(line, colon + 1) ? 2 : 1)));
    }
    return Optional.empty();
  }

  private static boolean isSpace(String line, int at) {
    return at < line.length() && line.charAt(at) == ' ';
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> event = value;
      case "id" -> id = value;
      case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
      default -> {
        // A field that we have no use for, as the standard allows.
      }
    }
  }
}
