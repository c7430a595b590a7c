package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.FailureText;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.Target;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Why a run ended as it did, from the last event of its history: one short call. */
final class RunFailures {

  private static final long SECONDS = 4;
  private static final int LONGEST = 1_000;

  private final Engine engine;

  RunFailures(Engine engine) {
    this.engine = engine;
  }

  /** Its end with the failure's type and message; without, where the engine does not say. */
  End explained(End end) {
    return switch (end.status()) {
      case failed, timedOut, terminated ->
          new End(end.run(), end.runId(), end.status(), end.at(), clipped(why(end)));
      default -> end;
    };
  }

  private static String clipped(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private String why(End end) {
    try {
      WorkflowClient client = engine.client(end.run().target().namespace());
      List<HistoryEvent> last = lastEvent(client, end.run().target(), end.runId());
      return last.isEmpty()
          ? end.status().name()
          : why(last.get(last.size() - 1), client.getOptions().getDataConverter());
    } catch (RuntimeException e) {
      return end.status() + ": Temporal does not say why (" + e.getMessage() + ")";
    }
  }

  private static String why(HistoryEvent event, DataConverter converter) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          FailureText.deepest(
              event.getWorkflowExecutionFailedEventAttributes().getFailure(), converter);
      case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
          "terminated: " + event.getWorkflowExecutionTerminatedEventAttributes().getReason();
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT -> "timedOut";
      default -> event.getEventType().name();
    };
  }

  private static List<HistoryEvent> lastEvent(WorkflowClient client, Target target, String runId) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(
                    WorkflowExecution.newBuilder()
                        .setWorkflowId(target.workflowId())
                        .setRunId(runId))
                .setHistoryEventFilterType(
                    HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                .build())
        .getHistory()
        .getEventsList();
  }
}
