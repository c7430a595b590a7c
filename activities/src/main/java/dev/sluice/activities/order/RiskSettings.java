package dev.sluice.activities.order;

import dev.sluice.workflows.task.Ladder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which orders a person must look at, and who is asked. {@code when} is CEL over {@code order}; it
 * is a whole sentence's worth of {@code name} to the person who decides. {@code parked} is who is
 * asked about a step that is stuck, where not just whoever operates.
 */
public record RiskSettings(Ladder ladder, List<Rule> rules, @Nullable Ladder parked) {

  public record Rule(String name, String when) {}

  /** Nobody looks at any order. */
  public static RiskSettings none(@Nullable Ladder parked) {
    return new RiskSettings(new Ladder("none", List.of(), "reject", null), List.of(), parked);
  }
}
