package dev.sluice.workflows.task;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs of {@link TaskWorkflow} with one ladder, on a server that skips time. */
final class TaskRig implements AutoCloseable {

  private static final WorkerOptions PATIENT =
      WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build();

  /** What the inbox and the gateway were told, in order. */
  final List<TaskView> tasks = new CopyOnWriteArrayList<>();

  final List<DerivedEvent> events = new CopyOnWriteArrayList<>();

  /** What the gateway has kept and could not send. */
  volatile Supplier<Kept> kept = () -> new Kept(List.of());

  final List<String> askedForKept = new CopyOnWriteArrayList<>();

  volatile boolean isAskedForALadder;

  /** Runs while the run waits to hear who is asked: what is said then comes before the question. */
  volatile Runnable whileTheLadderIsSought = () -> {};

  /** What the gateway does with an event. */
  volatile Consumer<DerivedEvent> gateway = events::add;

  private final BusyWorker busy = new BusyWorker();

  final TestWorkflowEnvironment temporal;

  TaskRig(Ladder ladder) {
    this(ladder, Instant.now());
  }

  TaskRig(Ladder ladder, Instant begin, Class<?>... others) {
    this(ladder, begin, List.of(), others);
  }

  /** With the worker of a build that did not know a change. */
  static TaskRig olderBuild(Ladder ladder, String change) {
    return new TaskRig(ladder, Instant.now(), List.of(new OlderBuild(change)));
  }

  private TaskRig(
      Ladder ladder, Instant begin, List<WorkerInterceptor> interceptors, Class<?>... others) {
    WorkerInterceptor[] all =
        Stream.concat(Stream.of(busy), interceptors.stream()).toArray(WorkerInterceptor[]::new);
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setInitialTime(begin)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkerInterceptors(all).build())
                .build());
    Worker worker = temporal.newWorker(TaskWorkflow.TASK_QUEUE, PATIENT);
    worker.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
    worker.registerWorkflowImplementationTypes(others);
    worker.registerActivitiesImplementations(
        new PlayedInbox(),
        (EventPublisher) event -> gateway.accept(event),
        (Ladders) name -> find(name, ladder));
    temporal.start();
  }

  /** The run finds all that happens meanwhile in its next task, in the order of its history. */
  void inOneTask(WorkflowStub run, Runnable happens) {
    busy.hold(run);
    happens.run();
    busy.release();
  }

  /** Waits until the run has done all it can, and only time or somebody's word moves it. */
  void awaitStill(String id) {
    Awaitility.await()
        .until(
            () -> {
              List<EventType> types = types(id);
              return types.lastIndexOf(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                      > types.lastIndexOf(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
                  && Collections.frequency(types, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                      == Collections.frequency(types, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
            });
  }

  List<HistoryEvent> history(String id) {
    return temporal.getWorkflowClient().fetchHistory(id).getEvents();
  }

  List<EventType> types(String id) {
    return history(id).stream().map(HistoryEvent::getEventType).toList();
  }

  private final class PlayedInbox implements TaskInbox {

    @Override
    public void put(TaskView task) {
      tasks.add(task.in(Activity.getExecutionContext().getInfo().getNamespace()));
    }

    @Override
    public Kept kept(String taskId) {
      askedForKept.add(taskId);
      return kept.get();
    }
  }

  private Ladder find(String name, Ladder only) {
    isAskedForALadder = true;
    whileTheLadderIsSought.run();
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

  /** Replays a run's history against today's code, and says which versions of changes it has. */
  List<String> replay(String id) throws Exception {
    WorkflowExecutionHistory history = temporal.getWorkflowClient().fetchHistory(id);
    try (TestWorkflowEnvironment another = TestWorkflowEnvironment.newInstance()) {
      Worker worker = another.newWorker("replay", PATIENT);
      worker.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
      WorkflowReplayer.replayWorkflowExecution(history, worker);
    }
    return history.getEvents().stream()
        .filter(HistoryEvent::hasMarkerRecordedEventAttributes)
        .map(event -> event.getMarkerRecordedEventAttributes().getDetailsMap())
        .map(marker -> plain(marker, "changeId") + " " + plain(marker, "version"))
        .toList();
  }

  private static String plain(Map<String, Payloads> marker, String name) {
    Payloads payloads = Objects.requireNonNull(marker.get(name), name);
    return payloads.getPayloads(0).getData().toStringUtf8().replace("\"", "");
  }

  @Override
  public void close() {
    temporal.close();
  }
}
