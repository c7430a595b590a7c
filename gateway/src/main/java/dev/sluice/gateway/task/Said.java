package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/** What a person says about a task, on its way to the run. The run tells a repeat by its id. */
public sealed interface Said permits Decision, Act {

  @Nullable String taskId();

  /** The signal by which the run hears it. */
  String signal();

  @Nullable String id();
}
