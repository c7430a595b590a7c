package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * When people are at work: a ladder's clock stands still outside of it. A day that the zone makes
 * longer or shorter has the hours that its clocks show. {@code from} is before {@code to}, and
 * there is a day at least. Workflow code.
 */
public record Hours(
    String zone,
    List<DayOfWeek> days,
    @JsonFormat(shape = JsonFormat.Shape.STRING) LocalTime from,
    @JsonFormat(shape = JsonFormat.Shape.STRING) LocalTime to,
    @JsonFormat(shape = JsonFormat.Shape.STRING) List<LocalDate> holidays) {

  public Hours {
    days = List.copyOf(days);
    holidays = List.copyOf(holidays);
    if (days.isEmpty() || !from.isBefore(to)) {
      throw new IllegalArgumentException("These hours never begin");
    }
  }

  /** When so much working time has passed. */
  Instant after(Instant start, Duration working) {
    ZoneId there = ZoneId.of(zone);
    Duration left = working;
    for (LocalDate day = LocalDate.ofInstant(start, there); ; day = day.plusDays(1)) {
      if (!days.contains(day.getDayOfWeek()) || holidays.contains(day)) {
        continue;
      }
      Instant opens = later(start, day.atTime(from).atZone(there).toInstant());
      Duration open = Duration.between(opens, day.atTime(to).atZone(there).toInstant());
      if (open.isNegative()) {
        continue;
      }
      if (open.compareTo(left) >= 0) {
        return opens.plus(left);
      }
      left = left.minus(open);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
