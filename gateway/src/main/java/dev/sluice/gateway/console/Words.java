package dev.sluice.gateway.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Rfc3339;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How things are written on a page. The tone of a word is its colour; the word says it alone. */
final class Words {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])[A-Z]");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 64 * 1024;

  private static final Set<String> BAD =
      Set.of("dead", "failed", "terminated", "timedOut", "lost", "refused", "unready", "removed");
  private static final Set<String> WAITING =
      Set.of(
          "held",
          "open",
          "running",
          "compensating",
          "parked",
          "unknown",
          "paused",
          "degraded",
          "waiting",
          "starting");
  private static final Set<String> MUTED =
      Set.of(
          "unmatched",
          "filtered",
          "duplicate",
          "dropped",
          "discarded",
          "cancelled",
          "expired",
          "skipped",
          "compensated",
          "settled");

  private static final Set<String> GOOD =
      Set.of(
          "started",
          "signalled",
          "updated",
          "published",
          "sent",
          "completed",
          "decided",
          "done",
          "ready",
          "writable",
          "connected",
          "current");

  private Words() {}

  /** For readers without a script; with one the page says it in their own zone. */
  static String time(Instant instant) {
    return TIME.format(instant) + " UTC";
  }

  /** The same in a column that says the zone itself. */
  static String shortTime(Instant instant) {
    return TIME.format(instant);
  }

  /** A word of the API for reading: {@code timedOut} is timed out. */
  static String plain(String word) {
    return HUMP.matcher(word).replaceAll(" $0").toLowerCase(Locale.ROOT);
  }

  /** The same at the beginning of a button. */
  static String choice(String word) {
    String plain = plain(word).strip();
    return plain.isEmpty()
        ? word
        : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
  }

  /** Where a worker of another's own wrote it otherwise, there is none. */
  static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Rfc3339.parse(text).orElse(null);
  }

  /** How long it is until then, to the minute. */
  static String left(Instant due, Instant now) {
    Duration left = Duration.between(now, due);
    return left.isNegative() ? "overdue by " + span(left.negated()) : span(left) + " left";
  }

  private static String span(Duration time) {
    if (time.toMinutes() == 0) {
      return "less than a minute";
    }
    if (time.toHours() == 0) {
      return time.toMinutes() + " min";
    }
    return time.toDays() == 0
        ? parts(time.toHours(), " h", time.toMinutesPart(), " min")
        : parts(time.toDays(), " d", time.toHoursPart(), " h");
  }

  private static String parts(long large, String unit, int small, String smallUnit) {
    return large + unit + (small == 0 ? "" : " " + small + smallUnit);
  }

  /** What a redrive would do to a letter that has this answer. */
  static String would(String word) {
    return switch (word) {
      case "held" -> "would be tried again";
      case "duplicate" -> "have a run of the same content already";
      case "filtered" -> "their route's condition says no by now";
      case "stillDead" -> "cannot be done as things are";
      case "notDead" -> "are dead letters no more";
      default -> plain(word);
    };
  }

  /** What a redrive did to a letter that had this answer. */
  static String did(String word) {
    return switch (word) {
      case "held" -> "tried again";
      case "duplicate" -> "had a run of the same content already";
      case "filtered" -> "their route's condition says no by now";
      case "stillDead" -> "could not be done as things are";
      case "notDead" -> "were redriven or discarded before";
      default -> plain(word);
    };
  }

  static String tone(String word) {
    if (BAD.contains(word)) {
      return "bad";
    }
    if (WAITING.contains(word)) {
      return "waiting";
    }
    return GOOD.contains(word) ? "good" : "muted";
  }

  /** Workflows of others have words of their own, that may mean anything. */
  static boolean isKnown(String word) {
    return Stream.of(BAD, WAITING, MUTED, GOOD).anyMatch(known -> known.contains(word));
  }

  /** What a verdict's badge says: what was done, and how its run is doing. */
  static String label(Verdict verdict) {
    Verdict.RunStatus status = verdict.status();
    return status == null || verdict.kind() == Verdict.Kind.dead
        ? verdict.kind().name()
        : verdict.kind() + ", " + plain(status.name());
  }

  /** What gives that badge its colour. */
  static String word(Verdict verdict) {
    Verdict.RunStatus status = verdict.status();
    return status == null || verdict.kind() == Verdict.Kind.dead
        ? verdict.kind().name()
        : status.name();
  }

  static String status(Verdict.@Nullable RunStatus status) {
    return status == null ? RunBook.HELD : status.name();
  }

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** A payload for reading: JSON in lines, text as it is, and of anything else its size. */
  static String payload(Data data) {
    JsonNode json = data.json();
    if (json != null) {
      return json(json);
    }
    String type = data.contentType();
    if (type != null && type.startsWith("text/")) {
      return clipped(new String(data.bytes(), StandardCharsets.UTF_8));
    }
    return data.bytes().length == 0 ? "" : data.bytes().length + " bytes, " + text(type);
  }

  static String json(JsonNode json) {
    try {
      return clipped(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree cannot be written as JSON", e);
    }
  }

  static String clipped(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + "\n... (the API has all of it)";
  }
}
