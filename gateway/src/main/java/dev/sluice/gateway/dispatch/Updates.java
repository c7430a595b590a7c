package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.route.Action;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.WaitPolicy;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Updates of workflows, each under the fixed id "eid/n", by which a run knows a repeat. Unlike
 * anything else that is sent, an update waits for a worker; only a few may wait at a time, so that
 * workers that are away do not hold up what needs none. Safe for many threads.
 */
final class Updates {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int AT_ONCE = 8;

  private final WorkflowServiceStubs stubs;
  private final EventHeaders headers;
  private final Semaphore waiting = new Semaphore(AT_ONCE);

  Updates(WorkflowServiceStubs stubs, EventHeaders headers) {
    this.stubs = stubs;
    this.headers = headers;
  }

  Reply send(Held work, Action.Update update, WorkflowClientOptions client) {
    if (!waiting.tryAcquire()) {
      return new Reply.Unanswered("Too many updates wait for their workers already");
    }
    try {
      return reply(
          stubs
              .blockingStub()
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .updateWorkflowExecution(request(work, update, client)),
          client);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return new Reply.Unanswered("No worker has taken the update within its time");
      }
      throw e;
    } finally {
      waiting.release();
    }
  }

  private UpdateWorkflowExecutionRequest request(
      Held work, Action.Update update, WorkflowClientOptions client) {
    Input.Builder input =
        Input.newBuilder().setName(update.name()).setHeader(headers.header(work.event()));
    client.getDataConverter().toPayloads(update.input()).ifPresent(input::setArgs);
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace(client.getNamespace())
        .setWorkflowExecution(
            WorkflowExecution.newBuilder().setWorkflowId(work.target().workflowId()).build())
        .setWaitPolicy(
            WaitPolicy.newBuilder()
                .setLifecycleStage(
                    UpdateWorkflowExecutionLifecycleStage
                        .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED))
        .setRequest(
            Request.newBuilder()
                .setMeta(
                    Meta.newBuilder()
                        .setUpdateId(work.event().eid() + "/" + work.n())
                        .setIdentity(client.getIdentity()))
                .setInput(input))
        .build();
  }

  private static Reply reply(
      UpdateWorkflowExecutionResponse response, WorkflowClientOptions client) {
    if (response.getOutcome().hasFailure()) {
      return new Reply.Failed(
          FailureText.message(response.getOutcome().getFailure(), client.getDataConverter()));
    }
    return response.getStage().getNumber()
            < UpdateWorkflowExecutionLifecycleStage
                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED_VALUE
        ? new Reply.Unanswered("No worker has taken the update yet")
        : new Reply.Done();
  }
}
