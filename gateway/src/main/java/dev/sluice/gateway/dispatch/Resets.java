package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Described;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Action;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A run that has ended goes on from its beginning, under the same workflow id and so with the same
 * provider keys: by a reset to its first workflow task, or, where the engine has none or the run
 * never came to one, by a start of the same id. May be repeated: what runs under another run id by
 * now is what a former try made. Safe for many threads.
 */
final class Resets {

  private static final long SECONDS = 4;

  /** A first page: where no workflow task has ended in it, none has. */
  private static final int FIRST_EVENTS = 50;

  private static final Set<EventType> TASK_ENDS =
      EnumSet.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT);

  private final Engine engine;

  Resets(Engine engine) {
    this.engine = engine;
  }

  Reply goOn(Held work, Action.Start start) {
    Reply reply = engine.describe(work.target());
    if (reply instanceof Reply.Absent) {
      // Forgotten, or wiped: the id is free.
      return engine.start(work, start);
    }
    if (!(reply instanceof Described now)) {
      return reply;
    }
    if (!work.event().eid().equals(now.eid())) {
      return new Reply.Existing(now.runId(), false, false);
    }
    String former = Objects.requireNonNull(work.formerRun(), "a redrive has a former run");
    if (now.status() == RunStatus.running || !now.runId().equals(former)) {
      return new Reply.Started(now.runId());
    }
    return engine.inProcess() ? engine.start(work, start) : reset(work, start, former);
  }

  private Reply reset(Held work, Action.Start start, String former) {
    try {
      Optional<Long> point = firstTaskEnd(work.target(), former);
      return point.isPresent()
          ? new Reply.Started(reset(work, former, point.get()))
          : engine.start(work, start);
    } catch (RuntimeException e) {
      return Faults.of(e);
    }
  }

  private String reset(Held work, String former, long point) {
    return stub(work.target())
        .resetWorkflowExecution(
            ResetWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace(work.target()))
                .setWorkflowExecution(execution(work.target(), former))
                .setReason("redriven: event " + work.event().eid())
                .setWorkflowTaskFinishEventId(point)
                .setRequestId(StartOptions.requestId(work))
                .build())
        .getRunId();
  }

  private Optional<Long> firstTaskEnd(Target target, String runId) {
    return stub(target)
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(namespace(target))
                .setExecution(execution(target, runId))
                .setMaximumPageSize(FIRST_EVENTS)
                .build())
        .getHistory()
        .getEventsList()
        .stream()
        .filter(event -> TASK_ENDS.contains(event.getEventType()))
        .map(HistoryEvent::getEventId)
        .findFirst();
  }

  private WorkflowServiceBlockingStub stub(Target target) {
    return engine
        .client(target.namespace())
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  private String namespace(Target target) {
    return engine.client(target.namespace()).getOptions().getNamespace();
  }

  private static WorkflowExecution execution(Target target, String runId) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(target.workflowId())
        .setRunId(runId)
        .build();
  }
}
