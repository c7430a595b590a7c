package dev.sluice.workflows.task;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The ladders of the worker's configuration. */
@ActivityInterface
public interface Ladders {

  /** Fails for good, with the names that there are, when there is none of that name. */
  @ActivityMethod(name = "people.ladder")
  Ladder find(String name);
}
