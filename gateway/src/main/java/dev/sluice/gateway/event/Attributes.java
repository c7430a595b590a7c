package dev.sluice.gateway.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one draft, read one by one under the rules of CloudEvents 1.0. Faults are
 * collected, so that a sender hears of all at once: {@link #refuseFaults} ends the reading. Not for
 * many threads.
 */
final class Attributes {

  static final Set<String> CORE =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "datacontenttype",
          "dataschema");

  private static final Set<String> OURS =
      Set.of(
          "correlationid",
          "causationid",
          "idempotencykey",
          "partitionkey",
          "priority",
          "dataversion",
          "traceparent",
          "tracestate",
          "targetagents");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final int MAX_NAME = 64;
  private static final int MAX_LENGTH = 2048;

  private final Draft draft;
  private final List<Malformed.Fault> faults = new ArrayList<>();

  Attributes(Draft draft) {
    this.draft = draft;
    draft.attributes().forEach(this::checkNameAndCharacters);
  }

  void refuseFaults() {
    if (!faults.isEmpty()) {
      throw Malformed.event(faults);
    }
  }

  /** Absent, or not empty. */
  @Nullable String text(String name) {
    Object value = draft.attributes().get(name);
    if (value == null) {
      return null;
    }
    String text = value.toString();
    if (text.isEmpty()) {
      fault(name, name + " must not be empty.");
      return null;
    }
    return text;
  }

  String required(String name) {
    if (!draft.attributes().containsKey(name)) {
      fault(name, name + " is missing.");
    }
    return or(text(name), "");
  }

  String orElse(String name, String ifAbsent) {
    return draft.lenient() ? or(text(name), ifAbsent) : required(name);
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  void specVersion() {
    String version = orElse("specversion", "1.0");
    if (!version.equals("1.0") && !version.isEmpty()) {
      fault("specversion", "specversion must be \"1.0\".");
    }
  }

  Instant time(Instant now) {
    String text = text("time");
    if (text == null) {
      return now;
    }
    return Rfc3339.parse(text)
        .orElseGet(
            () -> {
              fault("time", "time must be a timestamp of RFC 3339, as 2026-11-21T09:30:00Z.");
              return now;
            });
  }

  @Nullable String contentType() {
    String text = text("datacontenttype");
    if (text != null && MediaType.parse(text).isEmpty()) {
      fault("datacontenttype", "datacontenttype must be a media type, as application/json.");
    }
    return text;
  }

  @Nullable String uri(String name) {
    String text = text(name);
    if (text != null && !uriOf(text).map(URI::isAbsolute).orElse(false)) {
      fault(name, name + " must be an absolute URI.");
    }
    return text;
  }

  String checkedReference(String name, String text) {
    if (!text.isEmpty() && uriOf(text).isEmpty()) {
      fault(name, name + " must be a URI reference.");
    }
    return text;
  }

  private static Optional<URI> uriOf(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  int priority() {
    String text = text("priority");
    if (text == null) {
      return Event.DEFAULT_PRIORITY;
    }
    if (!text.matches("[1-9]|10")) {
      fault("priority", "priority must be an integer from 1 to 10, 10 the most urgent.");
      return Event.DEFAULT_PRIORITY;
    }
    return Integer.parseInt(text);
  }

  /**
   * A list in plain JSON; elsewhere names with commas between them, as attributes have no lists.
   */
  List<String> targetAgents() {
    Object value = draft.attributes().get("targetagents");
    if (value == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(name -> names.add(name.toString().strip()));
    } else if (!value.toString().isBlank()) {
      for (String name : value.toString().split(",", -1)) {
        names.add(name.strip());
      }
    }
    if (names.stream().anyMatch(String::isEmpty)) {
      fault("targetagents", "targetagents has an empty name.");
    }
    return List.copyOf(names);
  }

  /** What is neither CloudEvents' own nor ours. */
  Map<String, Object> extensions() {
    Map<String, Object> extensions = new LinkedHashMap<>(draft.attributes());
    extensions.keySet().removeIf(name -> CORE.contains(name) || OURS.contains(name));
    return Map.copyOf(extensions);
  }

  private void checkNameAndCharacters(String name, Object value) {
    if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
      fault(
          name,
          "An attribute's name has lower-case letters and digits only, at most "
              + MAX_NAME
              + ". A payload goes in data.");
    } else if (value instanceof String text) {
      if (text.length() > MAX_LENGTH) {
        fault(name, name + " is longer than " + MAX_LENGTH + " characters.");
      } else if (text.codePoints().anyMatch(Attributes::isForbidden)) {
        fault(name, name + " has a control character or one that Unicode reserves.");
      }
    }
  }

  private static boolean isForbidden(int c) {
    return c <= 0x1F
        || (c >= 0x7F && c <= 0x9F)
        || (c >= 0xD800 && c <= 0xDFFF)
        || (c >= 0xFDD0 && c <= 0xFDEF)
        || (c & 0xFFFE) == 0xFFFE;
  }

  void fault(String name, String detail) {
    faults.add(new Malformed.Fault(draft.where().apply(name), detail));
  }
}
