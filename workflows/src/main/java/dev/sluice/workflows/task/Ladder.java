package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.util.List;

/** Who is asked, for how long, and what holds when nobody answered. */
public record Ladder(String name, List<Tier> tiers, String otherwise) {

  /** {@code remind} counts from the tier's start, like {@code within}. */
  public record Tier(
      String to,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Duration within,
      @JsonFormat(shape = JsonFormat.Shape.STRING) List<Duration> remind) {}
}
