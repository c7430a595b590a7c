package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked, one tier after the other, for how long, and what holds when nobody answered.
 * Without hours its clock never stands still.
 */
public record Ladder(String name, List<Tier> tiers, String otherwise, @Nullable Hours hours) {

  /** {@code remind} counts from the tier's start, like {@code within}. */
  public record Tier(
      String to,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Duration within,
      @JsonFormat(shape = JsonFormat.Shape.STRING) List<Duration> remind) {}

  /** When so much of the ladder's time has passed. */
  Instant after(Instant start, Duration time) {
    return hours == null ? start.plus(time) : hours.after(start, time);
  }
}
