package dev.sluice.workflows.task;

import dev.sluice.workflows.event.Outbox;
import dev.sluice.workflows.event.RunEvents;
import dev.sluice.workflows.saga.Fault;
import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.Standing;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Deterministic; signals may come before {@link #run} does. */
public final class TaskWorkflowImpl implements TaskWorkflow {

  private static final String NAME = "task";

  /** The inbox takes twice that: the rest is for what is said about it. */
  private static final int MOST_KIBIBYTES = 512;

  private static final List<String> CHOICES = List.of("approve", "reject");
  private static final Duration NEWS = Duration.ofDays(1);
  private static final Duration ENDING = Duration.ofDays(7);

  private final Ledger ledger = new Ledger();
  private final Standing standing = new Standing(ledger);

  /**
   * Apart from the events: those that cannot be told must not keep the next tier from the inbox.
   */
  private final Outbox forInbox = new Outbox(ledger, standing);

  private final Outbox forEvents = new Outbox(ledger, standing);
  private final Desk desk = new Desk(ledger, new Inbox(forInbox, standing, TaskCalls.inbox(NEWS)));
  private final RunEvents events;
  private final Request request;

  @WorkflowInit
  public TaskWorkflowImpl(Request request) {
    this.request = Objects.requireNonNullElse(request, Request.EMPTY);
    this.events =
        new RunEvents(forEvents, "/workflows/TaskWorkflow", Workflow.getInfo().getWorkflowId());
  }

  @Override
  public Result run(Request ignored) {
    Question question = question();
    Ladder ladder = ladder(question);
    try {
      Answer answer = new Climb(desk, standing, this::tellAsked).ask(question, ladder);
      Result result = result(answer);
      tellAnswered(result);
      forInbox.empty();
      forEvents.empty();
      standing.done();
      Workflow.await(Workflow::isEveryHandlerFinished);
      return result;
    } catch (CanceledFailure e) {
      // The inbox hears of it first: who still saw the question would answer nobody.
      forInbox.empty();
      forEvents.empty();
      throw e;
    }
  }

  @Override
  public void decide(Decision decision) {
    Decision given = Objects.requireNonNullElse(decision, Decision.NONE);
    // By hand nobody names the task, and it may not be open yet: here it can only be this one.
    desk.decide(given.taskId() == null ? given.on(taskId(), given.decision()) : given);
  }

  @Override
  public void act(Act act) {
    Act given = Objects.requireNonNullElse(act, Act.NONE);
    desk.act(given.taskId() == null ? given.on(taskId()) : given);
  }

  @Override
  public TaskWord tasks() {
    return desk.word();
  }

  @Override
  public Progress progress() {
    return new Progress(standing.state().name(), standing.waitsFor().orElse(null));
  }

  private Question question() {
    if (!request.wrong().isEmpty()) {
      throw invalid(String.join("; ", request.wrong()));
    }
    List<String> choices = Objects.requireNonNullElse(request.choices(), CHOICES);
    List<String> commented = Objects.requireNonNullElse(request.commented(), List.of());
    List<String> problems = new ArrayList<>();
    if (request.question() == null || request.question().isBlank()) {
      problems.add("question is missing");
    }
    if (choices.isEmpty() || choices.stream().anyMatch(String::isBlank)) {
      problems.add("choices has none, or an empty one");
    }
    if (choices.stream().anyMatch(each -> !each.equals(each.strip()))) {
      problems.add("choices has one with space around it");
    }
    if (differently(choices).size() < choices.size()) {
      problems.add("choices has two that differ in case at most");
    }
    if (!choices.containsAll(commented)) {
      problems.add("commented has what choices has not");
    }
    if (request.ladder() == null || request.ladder().isBlank()) {
      problems.add("ladder is missing: one of people.ladders");
    }
    if (!problems.isEmpty()) {
      throw invalid(String.join("; ", problems));
    }
    return bounded(
        new Question(
            NAME,
            Objects.requireNonNull(request.question()),
            Objects.requireNonNullElse(request.data(), Map.of()),
            choices,
            Set.copyOf(commented),
            request.requestedBy()));
  }

  /** As an answer is told from another. */
  private static Set<String> differently(List<String> choices) {
    Set<String> different = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    different.addAll(choices);
    return different;
  }

  /** What the inbox refuses for its size nobody sees, and it would be put there for ever. */
  private static Question bounded(Question question) {
    int kibibytes;
    try {
      kibibytes =
          DefaultDataConverter.STANDARD_INSTANCE
                  .toPayload(question)
                  .map(Payload::getSerializedSize)
                  .orElse(0)
              / 1024;
    } catch (DataConverterException e) {
      throw invalid("data cannot be written as JSON: " + e.getMessage());
    }
    if (kibibytes >= MOST_KIBIBYTES) {
      throw invalid(
          "question, data and choices have %d KiB as JSON; they must have less than %d KiB"
              .formatted(kibibytes, MOST_KIBIBYTES));
    }
    return question;
  }

  private Ladder ladder(Question question) {
    String name = Objects.requireNonNull(request.ladder());
    Ladder ladder;
    try {
      ladder = TaskCalls.ladders("who is asked: " + name).find(name);
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof CanceledFailure cancelled) {
        throw cancelled;
      }
      throw invalid(Fault.of(e).message());
    }
    if (!ladder.otherwise().equals(Ladder.PARK)
        && !question.choices().contains(ladder.otherwise())) {
      throw invalid(
          "The ladder %s ends with %s, which is none of the choices %s"
              .formatted(name, ladder.otherwise(), question.choices()));
    }
    return ladder;
  }

  private static ApplicationFailure invalid(String problem) {
    return ApplicationFailure.newNonRetryableFailure(problem, "InvalidTask");
  }

  private static String taskId() {
    return Workflow.getInfo().getWorkflowId() + ":" + NAME;
  }

  private static Result result(Answer answer) {
    String taskId = taskId();
    if (answer instanceof Answer.Given given) {
      Decision decision = given.decision();
      return new Result(
          taskId, given.choice(), true, decision.by(), decision.comment(), decision.at());
    }
    return new Result(taskId, answer.choice(), false, null, null, null);
  }

  private void tellAsked(String taskId, String tier, String due, int reminder) {
    events.tell(
        "task.asked",
        Map.of("taskId", taskId, "assignee", tier, "due", due, "reminder", reminder),
        event -> TaskCalls.publisher(NEWS, "publish task.asked").publish(event));
  }

  private void tellAnswered(Result result) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("taskId", result.taskId());
    data.put("choice", result.choice());
    data.put("answered", result.answered());
    if (result.by() != null) {
      data.put("by", result.by());
    }
    events.tell(
        "task.answered",
        data,
        event -> TaskCalls.publisher(ENDING, "publish task.answered").publish(event));
  }
}
