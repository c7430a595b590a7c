package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A question that a route asks, without an order around it. */
class TaskWorkflowTest {

  private static final String ID = "expense-7";
  private static final String TASK = "expense-7:task";

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final List<TaskView> tasks = new CopyOnWriteArrayList<>();
  private final List<DerivedEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    Worker worker =
        temporal.newWorker(
            TaskWorkflow.TASK_QUEUE,
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build());
    worker.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        (TaskInbox) tasks::add, (EventPublisher) events::add, (Ladders) TaskWorkflowTest::find);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private static Ladder find(String name) {
    if (!name.equals("expenses")) {
      throw ApplicationFailure.newNonRetryableFailure(
          "There is no ladder '" + name + "'", FailureTypes.PERMANENT);
    }
    return new Ladder(
        name,
        List.of(
            new Ladder.Tier("role:lead", Duration.ofHours(1), List.of(Duration.ofMinutes(30))),
            new Ladder.Tier("role:head", Duration.ofHours(2), List.of())),
        "reject",
        null);
  }

  @Test
  void aPersonAnswers() {
    WorkflowStub run = ask(request(null));
    await().until(() -> !tasks.isEmpty());
    run.signal("decide", new Decision(TASK, "d-1", "approve", "fine", "lena", "2026-11-22T10:00Z"));

    assertThat(run.getResult(Result.class))
        .isEqualTo(new Result(TASK, "approve", true, "lena", "fine", "2026-11-22T10:00Z"));
    assertThat(tasks)
        .extracting(TaskView::id, TaskView::tier, TaskView::state)
        .containsExactly(
            tuple(TASK, "role:lead", TaskView.State.open),
            tuple(TASK, "role:lead", TaskView.State.decided));
    assertThat(tasks.get(0).data()).containsEntry("amount", "70.00");
    assertThat(tasks.get(0).choices()).containsExactly("approve", "reject");
    assertThat(events)
        .extracting(DerivedEvent::id, DerivedEvent::subject)
        .containsExactly(tuple("expense-7/task.asked", ID), tuple("expense-7/task.answered", ID));
    assertThat(events.get(1).data())
        .containsEntry("choice", "approve")
        .containsEntry("answered", true)
        .containsEntry("by", "lena");
  }

  @Test
  void anAnswerThatComesBeforeTheQuestionCounts() {
    WorkflowStub run = stub();
    run.signalWithStart(
        "decide",
        new Object[] {new Decision(TASK, "d-1", "reject", null, "lena", null)},
        new Object[] {request(null)});

    assertThat(run.getResult(Result.class).choice()).isEqualTo("reject");
  }

  @Test
  void whereNobodyAnswersTheLaddersDefaultHolds() {
    Result result = ask(request(null)).getResult(Result.class);

    assertThat(result).isEqualTo(new Result(TASK, "reject", false, null, null, null));
    assertThat(tasks)
        .extracting(TaskView::tier, TaskView::state)
        .containsExactly(
            tuple("role:lead", TaskView.State.open),
            tuple("role:head", TaskView.State.open),
            tuple("role:head", TaskView.State.expired));
    assertThat(events)
        .extracting(DerivedEvent::type)
        .containsExactly("task.asked", "task.asked", "task.asked", "task.answered");
  }

  @Test
  void aCommentIsAskedForWhereTheChoiceNeedsOne() {
    WorkflowStub run =
        ask(new Request("Again?", null, List.of("again", "reject"), List.of("again"), "expenses"));
    await().until(() -> !tasks.isEmpty());
    run.signal("decide", new Decision(TASK, "d-1", "again", null, "lena", null));
    run.signal("decide", new Decision(TASK, "d-2", "again", "the receipt", "lena", null));

    assertThat(run.getResult(Result.class).comment()).isEqualTo("the receipt");
  }

  @Test
  void cancelledItClosesItsTask() {
    WorkflowStub run = ask(request(null));
    await().until(() -> !tasks.isEmpty());
    run.cancel();

    assertThatThrownBy(() -> run.getResult(Result.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(tasks).extracting(TaskView::state).endsWith(TaskView.State.expired);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|approve|expenses|question is missing",
        "Why?|''|expenses|choices has none, or an empty one",
        "Why?|approve|-|ladder is missing",
        "Why?|approve|nobody|There is no ladder 'nobody'",
        "Why?|yes|expenses|The ladder expenses ends with reject, which is none of the choices [yes]",
      })
  void whatCannotBeAskedFailsAndSaysWhy(
      @Nullable String question, String choice, @Nullable String ladder, String problem) {
    WorkflowStub run = ask(new Request(question, null, List.of(choice), null, ladder));

    assertThatThrownBy(() -> run.getResult(Result.class))
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("InvalidTask");
              assertThat(failure.getOriginalMessage()).contains(problem);
            });
    assertThat(tasks).isEmpty();
  }

  private static Request request(@Nullable List<String> choices) {
    return new Request(
        "May expense 7 be paid?", Map.of("amount", "70.00"), choices, null, "expenses");
  }

  private WorkflowStub ask(Request request) {
    WorkflowStub run = stub();
    run.start(request);
    return run;
  }

  private WorkflowStub stub() {
    return temporal
        .getWorkflowClient()
        .newUntypedWorkflowStub(
            "TaskWorkflow",
            WorkflowOptions.newBuilder()
                .setTaskQueue(TaskWorkflow.TASK_QUEUE)
                .setWorkflowId(ID)
                .build());
  }
}
