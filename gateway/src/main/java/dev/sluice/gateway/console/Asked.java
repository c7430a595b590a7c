package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Rfc3339;
import dev.sluice.gateway.route.Compiled.Bad;
import dev.sluice.gateway.route.TypeGlob;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a page was asked for. A field of a form that was left empty is as one that is not there; one
 * that is not understood is as one that is not there, too, and its fault is said beside it. A name
 * that means nothing here is passed over: links are typed by hand and kept for years.
 */
final class Asked {

  private static final int LONGEST = 2048;
  private static final String UTC = "UTC";
  private static final String DAY = "\\d{4}-\\d\\d-\\d\\d";
  private static final String TIME = "(?:[ T]\\d\\d:\\d\\d(?::\\d\\d)?)?";

  private final Context ctx;
  private final Map<String, String> kept = new LinkedHashMap<>();
  private final Map<String, String> faults = new LinkedHashMap<>();

  Asked(Context ctx) {
    this.ctx = ctx;
  }

  @Nullable String text(String name) {
    String value = ctx.queryParam(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.length() > LONGEST) {
      faults.put(name, "At most " + LONGEST + " characters.");
      return null;
    }
    kept.put(name, value.strip());
    return value.strip();
  }

  private @Nullable String fault(String name, String fault) {
    faults.put(name, fault);
    return null;
  }

  /** A glob over event types, or one type's name. */
  @Nullable String types(String name) {
    String text = text(name);
    return text != null && text.contains("*") && TypeGlob.parse(text) instanceof Bad<?> bad
        ? fault(name, "This is no glob: " + bad.faults().get(0).reason() + ".")
        : text;
  }

  /** From then on; a day begins with its first instant. */
  @Nullable Instant since(String name) {
    return time(name, (day, zone) -> day.atStartOfDay(zone).toInstant());
  }

  /** Up to then; a day ends with its last instant. */
  @Nullable Instant until(String name) {
    return time(name, (day, zone) -> day.plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1));
  }

  private @Nullable Instant time(String name, BiFunction<LocalDate, ZoneId, Instant> ofDay) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      Optional<Instant> time = Rfc3339.parse(text);
      return time.isPresent() ? time.get() : local(text, ofDay);
    } catch (DateTimeException e) {
      faults.put(
          name, "Write a time as 2026-11-21T09:30:00Z, or 2026-11-21 09:30 in the zone above.");
      return null;
    }
  }

  private Instant local(String text, BiFunction<LocalDate, ZoneId, Instant> ofDay) {
    if (!text.matches(DAY + TIME)) {
      throw new DateTimeException("No time: " + text);
    }
    return text.matches(DAY)
        ? ofDay.apply(LocalDate.parse(text), zone())
        : LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone()).toInstant();
  }

  /**
   * The one in which the page shows times, which the form says where a script knows it. The one
   * that was meant without it is kept as well, or a script would say another from then on.
   */
  private ZoneId zone() {
    String zone = text("zone");
    if (zone == null) {
      kept.put("zone", UTC);
      return ZoneOffset.UTC;
    }
    return ZoneId.of(zone);
  }

  @Nullable String oneOf(String name, List<String> known) {
    String text = text(name);
    return text != null && !known.contains(text)
        ? fault(name, "This must be one of " + String.join(", ", known) + ".")
        : text;
  }

  <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
    String text = oneOf(name, Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
    return text == null ? null : Enum.valueOf(type, text);
  }

  Form form() {
    return new Form(kept, faults);
  }

  /** What was asked for up to now, for a link that asks for it again. */
  Map<String, String> kept() {
    return new LinkedHashMap<>(kept);
  }

  /** Where the list of this address goes on, when it does. */
  @Nullable String older(String path, @Nullable String next) {
    if (next == null) {
      return null;
    }
    Map<String, String> older = kept();
    older.put("cursor", next);
    return Links.with(path, older);
  }

  /** The same, where there is no form to show a fault in. */
  Map<String, String> understood() {
    if (!faults.isEmpty()) {
      var first = faults.entrySet().iterator().next();
      throw bad(first.getKey(), first.getKey() + ": " + first.getValue());
    }
    return kept();
  }

  /** What refuses its cursor by an IllegalArgumentException. */
  static <T> T withCursor(@Nullable String cursor, Function<@Nullable String, T> list) {
    if (cursor == null) {
      return list.apply(null);
    }
    try {
      return list.apply(cursor);
    } catch (IllegalArgumentException e) {
      throw bad("cursor", "This link leads into a list that is not here. Begin at its first page.");
    }
  }

  static Problem bad(String parameter, String detail) {
    return Problem.of(400, "bad-parameter", "Not understood", detail)
        .withErrors(List.of(new FieldError("", null, parameter, detail)));
  }
}
