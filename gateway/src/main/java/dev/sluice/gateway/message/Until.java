package dev.sluice.gateway.message;

import dev.sluice.gateway.people.Person;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Until when a question can be answered, by the clock of whoever reads it. */
public final class Until {

  private Until() {}

  public static String in(@Nullable String due, @Nullable Person person, Locale locale) {
    if (due == null) {
      return "-";
    }
    ZoneId zone = person == null || person.zone() == null ? ZoneOffset.UTC : person.zone();
    try {
      return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
              .withLocale(locale)
              .format(Instant.parse(due).atZone(zone))
          + " ("
          + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId())
          + ")";
    } catch (DateTimeParseException e) {
      return due;
    }
  }
}
