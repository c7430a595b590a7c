package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.dispatch.Engine;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an ended run did: its activities, read from its history. The run itself cannot be asked: a
 * worker of the Java SDK does not replay a history that was cut off. Blocks for some seconds at
 * most.
 */
final class LedgerQuery {

  sealed interface Answer {

    record Steps(JsonNode steps) implements Answer {}

    /** Nobody knows it any more. */
    record None(String why) implements Answer {}

    /** The engine does not answer. */
    record NotNow() implements Answer {}
  }

  private static final Logger log = LoggerFactory.getLogger(LedgerQuery.class);

  private final Engine engine;

  LedgerQuery(Engine engine) {
    this.engine = engine;
  }

  Answer of(EndedRows.Ended run) {
    WorkflowClient client = engine.client(run.target().namespace());
    try {
      Map<Long, ObjectNode> byId = new HashMap<>();
      ArrayNode steps = JsonNodeFactory.instance.arrayNode();
      for (HistoryEvent event :
          client.fetchHistory(run.target().workflowId(), run.runId()).getEvents()) {
        note(event, client, byId, steps);
      }
      return new Answer.Steps(steps);
    } catch (StatusRuntimeException e) {
      log.debug("The history of {} cannot be had now", run.target(), e);
      return e.getStatus().getCode() == Status.Code.NOT_FOUND
          ? new Answer.None("Temporal does not know the run any more.")
          : new Answer.NotNow();
    }
  }

  private static void note(
      HistoryEvent event, WorkflowClient client, Map<Long, ObjectNode> byId, ArrayNode steps) {
    switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> {
        ObjectNode step =
            steps
                .addObject()
                .put(
                    "activity",
                    event.getActivityTaskScheduledEventAttributes().getActivityType().getName())
                .put("state", "running")
                .put("at", at(event));
        if (event.getUserMetadata().hasSummary()) {
          String summary = summary(event, client);
          if (summary != null) {
            step.put("summary", summary);
          }
        }
        byId.put(event.getEventId(), step);
      }
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          end(byId, event.getActivityTaskCompletedEventAttributes().getScheduledEventId(), "done");
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          end(byId, event.getActivityTaskFailedEventAttributes().getScheduledEventId(), "failed");
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
          end(
              byId,
              event.getActivityTaskTimedOutEventAttributes().getScheduledEventId(),
              "unknown");
      case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
          end(
              byId,
              event.getActivityTaskCanceledEventAttributes().getScheduledEventId(),
              "cancelled");
      default -> {}
    }
  }

  /**
   * Null where it is encrypted under a key that is not ours any more: the step counts all the same.
   */
  private static @Nullable String summary(HistoryEvent event, WorkflowClient client) {
    try {
      return client
          .getOptions()
          .getDataConverter()
          .fromPayload(event.getUserMetadata().getSummary(), String.class, String.class);
    } catch (DataConverterException | CannotDecrypt e) {
      log.debug("The summary of step {} cannot be read", event.getEventId(), e);
      return null;
    }
  }

  private static void end(Map<Long, ObjectNode> byId, long scheduled, String state) {
    ObjectNode step = byId.get(scheduled);
    if (step != null) {
      step.put("state", state);
    }
  }

  private static String at(HistoryEvent event) {
    return Instant.ofEpochSecond(event.getEventTime().getSeconds(), event.getEventTime().getNanos())
        .toString();
  }
}
