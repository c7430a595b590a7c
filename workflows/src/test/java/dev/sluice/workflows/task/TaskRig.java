package dev.sluice.workflows.task;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs of {@link TaskWorkflow} with one ladder, on a server that skips time. */
final class TaskRig implements AutoCloseable {

  /** What the inbox and the gateway were told, in order. */
  final List<TaskView> tasks = new CopyOnWriteArrayList<>();

  final List<DerivedEvent> events = new CopyOnWriteArrayList<>();

  /** What the gateway has kept and could not send. */
  volatile Supplier<Kept> kept = () -> new Kept(List.of());

  final List<String> askedForKept = new CopyOnWriteArrayList<>();

  volatile boolean isAskedForALadder;

  /** What the gateway does with an event. */
  volatile Consumer<DerivedEvent> gateway = events::add;

  final TestWorkflowEnvironment temporal;

  TaskRig(Ladder ladder) {
    this(ladder, Instant.now());
  }

  TaskRig(Ladder ladder, Instant begin, Class<?>... others) {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setInitialTime(begin).build());
    Worker worker =
        temporal.newWorker(
            TaskWorkflow.TASK_QUEUE,
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build());
    worker.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
    worker.registerWorkflowImplementationTypes(others);
    worker.registerActivitiesImplementations(
        new PlayedInbox(),
        (EventPublisher) event -> gateway.accept(event),
        (Ladders) name -> find(name, ladder));
    temporal.start();
  }

  private final class PlayedInbox implements TaskInbox {

    @Override
    public void put(TaskView task) {
      tasks.add(task);
    }

    @Override
    public Kept kept(String taskId) {
      askedForKept.add(taskId);
      return kept.get();
    }
  }

  private Ladder find(String name, Ladder only) {
    isAskedForALadder = true;
    if (name.equals("slow")) {
      throw ApplicationFailure.newFailure("not yet", FailureTypes.TRANSIENT);
    }
    return Stream.of(only)
        .filter(ladder -> ladder.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ApplicationFailure.newNonRetryableFailure(
                    "There is no ladder '" + name + "'", FailureTypes.PERMANENT));
  }

  TaskView latest() {
    return tasks.get(tasks.size() - 1);
  }

  WorkflowStub ask(String id, TaskWorkflow.Request request) {
    WorkflowStub run = stub(id);
    run.start(request);
    return run;
  }

  WorkflowStub stub(String id) {
    return temporal
        .getWorkflowClient()
        .newUntypedWorkflowStub(
            "TaskWorkflow",
            WorkflowOptions.newBuilder()
                .setTaskQueue(TaskWorkflow.TASK_QUEUE)
                .setWorkflowId(id)
                .build());
  }

  @Override
  public void close() {
    temporal.close();
  }
}
