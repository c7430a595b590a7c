package dev.sluice.activities.task;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.Ladders;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import java.util.TreeSet;

/** The ladders that the worker was started with. Immutable. */
public final class ConfiguredLadders implements Ladders {

  private final Map<String, Ladder> ladders;

  public ConfiguredLadders(Map<String, Ladder> ladders) {
    this.ladders = Map.copyOf(ladders);
  }

  @Override
  public Ladder find(String name) {
    Ladder ladder = ladders.get(name);
    if (ladder == null) {
      throw ApplicationFailure.newNonRetryableFailure(
          "There is no ladder '%s' in people.ladders; there are: %s"
              .formatted(name, new TreeSet<>(ladders.keySet())),
          FailureTypes.PERMANENT);
    }
    return ladder;
  }
}
