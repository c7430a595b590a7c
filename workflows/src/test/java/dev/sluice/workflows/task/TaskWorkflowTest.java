package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A question that a route asks, without an order around it. */
class TaskWorkflowTest {

  private static final String ID = "expense-7";
  private static final String TASK = "expense-7:task";

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "expenses",
              List.of(
                  new Ladder.Tier(
                      "role:lead", Duration.ofHours(1), List.of(Duration.ofMinutes(30))),
                  new Ladder.Tier("role:head", Duration.ofHours(2), List.of())),
              "reject",
              null));
  private final List<TaskView> tasks = rig.tasks;
  private final List<DerivedEvent> events = rig.events;

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aPersonAnswers() {
    WorkflowStub run = ask(request(null));
    await().until(() -> !tasks.isEmpty());
    run.signal(
        "decide", new Decision(TASK, "d-1", "approve", "fine", "lena", "2026-11-22T10:00Z", null));

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
    WorkflowStub run = rig.stub(ID);
    run.signalWithStart(
        "decide",
        new Object[] {new Decision(TASK, "d-1", "reject", null, "lena", null, null)},
        new Object[] {request(null)});

    assertThat(run.getResult(Result.class).choice()).isEqualTo("reject");
  }

  @Test
  void whatIsForAnEarlierRunOfItsIdIsNotHeard() {
    WorkflowStub run = rig.stub(ID);
    run.signalWithStart(
        "decide",
        new Object[] {
          Map.of("taskId", TASK, "decision", "approve", "by", "ada", "firstRunId", "another")
        },
        new Object[] {request(null)});
    run.signal("act", Map.of("kind", "add", "by", "ada", "person", "x", "firstRunId", "another"));
    await().until(() -> !tasks.isEmpty());
    String itself = String.valueOf(rig.latest().firstRunId());
    run.signal(
        "decide", Map.of("taskId", TASK, "decision", "reject", "by", "lena", "firstRunId", itself));

    assertThat(run.getResult(Result.class).by()).isEqualTo("lena");
    assertThat(rig.latest().ballot().added()).isEmpty();
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
  void whatNobodyCanBeToldOfStillGoesUpItsLadder() {
    rig.gateway =
        event -> {
          throw ApplicationFailure.newFailure("away", FailureTypes.TRANSIENT);
        };
    WorkflowStub run = ask(request(null));
    await().until(() -> !tasks.isEmpty());
    rig.temporal.sleep(Duration.ofHours(1).plusMinutes(5));
    await().until(() -> rig.latest().tier().equals("role:head"));
    rig.gateway = events::add;
    run.signal("decide", new Decision(TASK, "d-1", "approve", null, "hilda", null, null));

    assertThat(run.getResult(Result.class).by()).isEqualTo("hilda");
    assertThat(events)
        .extracting(DerivedEvent::type)
        .as("told once it can be")
        .containsExactly("task.asked", "task.asked", "task.asked", "task.answered");
  }

  @ParameterizedTest
  @CsvSource({"5, 1", "45, 2"})
  void anAnswerStopsTheTimerThatRunsAndEndsTheRunAtOnce(int minute, int asked) {
    WorkflowStub run = ask(request(null));
    rig.awaitStill(ID);
    rig.temporal.sleep(Duration.ofMinutes(minute));
    await().until(() -> events.size() == asked);
    rig.awaitStill(ID);
    Instant said = Instant.ofEpochMilli(rig.temporal.currentTimeMillis());
    run.signal("decide", new Decision(TASK, "d-1", "approve", null, "lena", null, 0));

    assertThat(run.getResult(Result.class).by()).isEqualTo("lena");
    assertThat(rig.types(ID))
        .filteredOn(type -> type.name().startsWith("EVENT_TYPE_TIMER"))
        .as("before the reminder, and after it")
        .endsWith(EventType.EVENT_TYPE_TIMER_STARTED, EventType.EVENT_TYPE_TIMER_CANCELED)
        .hasSize(2 * asked);
    assertThat(Duration.between(said, run.describe().getCloseTime()))
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aCommentIsAskedForWhereTheChoiceNeedsOne() {
    WorkflowStub run =
        ask(
            new Request(
                "Again?", null, List.of("again", "reject"), List.of("again"), "expenses", null));
    await().until(() -> !tasks.isEmpty());
    assertThat(rig.latest().ballot().commented()).containsExactly("again");
    run.signal("decide", new Decision(TASK, "d-1", "again", null, "lena", null, null));
    await().until(() -> rig.latest().heard().contains("d-1"));
    run.signal("decide", new Decision(TASK, "d-2", "again", "the receipt", "lena", null, null));

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

  @Test
  void cancelledBeforeItKnowsWhomToAskItEndsCancelled() {
    WorkflowStub run = ask(new Request("Why?", null, null, null, "slow", null));
    await().until(() -> rig.isAskedForALadder);
    run.cancel();

    assertThatThrownBy(() -> run.getResult(Result.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
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
        "Why?|yes|expenses|The ladder expenses ends with reject, which is none of the choices"
            + " [yes]",
      })
  void whatCannotBeAskedFailsAndSaysWhy(
      @Nullable String question, String choice, @Nullable String ladder, String problem) {
    WorkflowStub run = ask(new Request(question, null, List.of(choice), null, ladder, null));

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
        "May expense 7 be paid?", Map.of("amount", "70.00"), choices, null, "expenses", null);
  }

  private WorkflowStub ask(Request request) {
    return rig.ask(ID, request);
  }
}
