package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueuePartitionMetadata;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Temporal has, asked of Temporal itself. */
final class Executions implements AutoCloseable {

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  Executions(String address) {
    stubs =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(), null);
    client = WorkflowClient.newInstance(stubs);
  }

  /** Every run there is, by workflow id: two of one id are two starts. */
  Map<String, List<WorkflowExecutionMetadata>> byWorkflowId() {
    return client
        .listExecutions("WorkflowId STARTS_WITH ''")
        .collect(Collectors.groupingBy(run -> run.getExecution().getWorkflowId()));
  }

  /** The eid in the memo of a start; empty where nobody set one. */
  static String eid(WorkflowExecutionMetadata run) {
    @Nullable Object eid = run.getMemo("eid", String.class);
    return eid == null ? "" : eid.toString();
  }

  /** What the run of this id came to; waits for its end. */
  JsonNode result(String workflowId) throws TimeoutException {
    return client.newUntypedWorkflowStub(workflowId).getResult(30, SECONDS, JsonNode.class);
  }

  JsonNode query(String workflowId, String name) {
    return client.newUntypedWorkflowStub(workflowId).query(name, JsonNode.class);
  }

  /** By hand, as from the Temporal UI. */
  void signal(String workflowId, String name, Object argument) {
    client.newUntypedWorkflowStub(workflowId).signal(name, argument);
  }

  /** A question by hand, under an id that a run has had before. */
  void ask(String workflowId, Object request) {
    var unused =
        client
            .newUntypedWorkflowStub(
                "TaskWorkflow",
                WorkflowOptions.newBuilder()
                    .setTaskQueue("tasks")
                    .setWorkflowId(workflowId)
                    .build())
            .start(request);
  }

  void terminate(String workflowId) {
    client.newUntypedWorkflowStub(workflowId).terminate("by hand");
  }

  /** To where its last workflow task ended: what it asked by then, it does not ask again. */
  void resetToItsLastTask(String workflowId) {
    long point =
        client.fetchHistory(workflowId).getHistory().getEventsList().stream()
            .filter(each -> each.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
            .mapToLong(HistoryEvent::getEventId)
            .max()
            .orElseThrow();
    var unused =
        stubs
            .blockingStub()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                    .setReason("by hand")
                    .setWorkflowTaskFinishEventId(point)
                    .setRequestId(workflowId + point)
                    .build());
  }

  /** The events of a type in the one history of this id. */
  long events(String workflowId, EventType type) {
    return client.fetchHistory(workflowId).getHistory().getEventsList().stream()
        .filter(event -> event.getEventType() == type)
        .count();
  }

  /** What has happened in the run of this id, and when: for whoever wonders why it is stuck. */
  String story(String workflowId) {
    return client.fetchHistory(workflowId).getHistory().getEventsList().stream()
        .map(
            event ->
                Instant.ofEpochSecond(
                        event.getEventTime().getSeconds(), event.getEventTime().getNanos())
                    + " "
                    + event.getEventType())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Of each partition of the queue, by its name, how many poll it. */
  Map<String, Integer> pollers(String queue, TaskQueueType type) {
    var partitions =
        stubs
            .blockingStub()
            .listTaskQueuePartitions(
                ListTaskQueuePartitionsRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                    .build());
    var ofType =
        type == TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
            ? partitions.getWorkflowTaskQueuePartitionsList()
            : partitions.getActivityTaskQueuePartitionsList();
    return ofType.stream()
        .collect(
            Collectors.toMap(
                TaskQueuePartitionMetadata::getKey, each -> pollersOf(each.getKey(), type)));
  }

  private int pollersOf(String partition, TaskQueueType type) {
    return stubs
        .blockingStub()
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(partition))
                .setTaskQueueType(type)
                .build())
        .getPollersCount();
  }

  /** The bytes of a history as Temporal keeps them, as text in which words can be looked for. */
  String raw(String workflowId) {
    return client.fetchHistory(workflowId).getHistory().toByteString().toString(ISO_8859_1);
  }

  /** What the run of this id was started with. */
  Payload input(String workflowId) {
    return client
        .fetchHistory(workflowId)
        .getHistory()
        .getEvents(0)
        .getWorkflowExecutionStartedEventAttributes()
        .getInput()
        .getPayloads(0);
  }

  /** What the run of this id ended with. */
  Payload endedWith(String workflowId) {
    var events = client.fetchHistory(workflowId).getHistory().getEventsList();
    return events
        .get(events.size() - 1)
        .getWorkflowExecutionCompletedEventAttributes()
        .getResult()
        .getPayloads(0);
  }

  /** What the signals carried that the one run of this id was given, in order, as JSON. */
  String signalInputs(String workflowId) {
    return client.fetchHistory(workflowId).getHistory().getEventsList().stream()
        .filter(event -> event.hasWorkflowExecutionSignaledEventAttributes())
        .map(
            event ->
                event
                    .getWorkflowExecutionSignaledEventAttributes()
                    .getInput()
                    .getPayloads(0)
                    .getData()
                    .toStringUtf8())
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }
}
