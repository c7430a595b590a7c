package dev.sluice.workflows.task;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Keeps the inbox in step with the run, which is the truth. Each call may be repeated. */
@ActivityInterface
public interface TaskInbox {

  @ActivityMethod(name = "tasks.put")
  void put(TaskView task);

  @ActivityMethod(name = "tasks.kept")
  Kept kept(String taskId);
}
