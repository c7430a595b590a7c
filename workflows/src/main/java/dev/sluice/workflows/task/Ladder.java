package dev.sluice.workflows.task;

import java.time.Duration;
import java.util.List;

/** Who is asked, for how long, and what holds when nobody answered. */
public record Ladder(String name, List<Tier> tiers, String otherwise) {

  /** {@code remind} counts from the tier's start, like {@code within}. */
  public record Tier(String to, Duration within, List<Duration> remind) {}
}
