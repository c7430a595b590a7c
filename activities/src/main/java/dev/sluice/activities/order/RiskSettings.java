package dev.sluice.activities.order;

import dev.sluice.workflows.task.Ladder;
import java.util.List;

/**
 * Which orders a person must look at, and who is asked. {@code when} is CEL over {@code order}; it
 * is a whole sentence's worth of {@code name} to the person who decides.
 */
public record RiskSettings(Ladder ladder, List<Rule> rules) {

  public record Rule(String name, String when) {}

  /** Nobody looks at anything. */
  public static RiskSettings none() {
    return new RiskSettings(new Ladder("none", List.of(), "reject", null), List.of());
  }
}
