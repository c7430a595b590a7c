package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.route.Action;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.Priority;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a run is started: once per workflow id, and findable by where it came from. */
final class StartOptions {

  /** The width of a keyword in SQL visibility; a longer one would never be indexed. */
  private static final int KEYWORD_LENGTH = 255;

  private static final SearchAttributeKey<String> ROUTE =
      SearchAttributeKey.forKeyword("SluiceRoute");
  private static final SearchAttributeKey<String> EVENT_TYPE =
      SearchAttributeKey.forKeyword("SluiceEventType");
  private static final SearchAttributeKey<String> CORRELATION_ID =
      SearchAttributeKey.forKeyword("SluiceCorrelationId");

  private StartOptions() {}

  static WorkflowOptions of(Held work, Action.Start start, @Nullable URI self) {
    Event event = work.event();
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(work.target().workflowId())
            .setTaskQueue(start.taskQueue())
            .setWorkflowIdReusePolicy(reuse(work))
            .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
            .setRequestId(requestId(work))
            .setMemo(RunMemo.of(work))
            .setTypedSearchAttributes(
                SearchAttributes.newBuilder()
                    .set(ROUTE, keyword(work.route()))
                    .set(EVENT_TYPE, keyword(event.type()))
                    .set(CORRELATION_ID, keyword(event.correlationId()))
                    .build())
            .setPriority(Priority.newBuilder().setPriorityKey(priority(event)).build())
            .setStaticSummary(RunText.summary(work))
            .setStaticDetails(RunText.details(work, self));
    if (start.executionTimeout() != null) {
      options.setWorkflowExecutionTimeout(start.executionTimeout());
    }
    if (start.taskTimeout() != null) {
      options.setWorkflowTaskTimeout(start.taskTimeout());
    }
    return options.build();
  }

  /** A run that is open is joined; one that has ended is followed by another only if said so. */
  static WorkflowOptions of(Held work, Action.SignalWithStart both, @Nullable URI self) {
    return WorkflowOptions.newBuilder(of(work, both.start(), self))
        .setWorkflowIdReusePolicy(
            both.ifClosed() == Action.IfClosed.restart
                ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
                : WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .build();
  }

  private static WorkflowIdReusePolicy reuse(Held work) {
    return work.formerRun() == null
        ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
        : WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY;
  }

  /** Fixed for one start: a server knows a repeat by it, also after the run has ended. */
  static String requestId(Held work) {
    String id = work.event().eid() + "/" + work.n();
    return work.formerRun() == null ? id : id + "/after/" + work.formerRun();
  }

  /** Ours: 10 is most urgent. Temporal's: 1 to 5, 1 is most urgent. */
  static int priority(Event event) {
    return (12 - event.priority()) / 2;
  }

  private static String keyword(String text) {
    return text.length() <= KEYWORD_LENGTH ? text : text.substring(0, KEYWORD_LENGTH);
  }
}
