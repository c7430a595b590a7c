package dev.sluice.worker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.worker.history.HistoryReport.Difference;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.RetryOptions;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a recorded history against what today's code scheduled while it was replayed: what the SDK
 * does not check. An option that today's code leaves to the server is not compared. For one thread.
 */
final class Comparison {

  private static final int LONGEST_QUOTE = 300;

  private final String name;
  private final EncryptedPayloads codec;
  private final ObjectMapper json;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(String name, EncryptedPayloads codec, ObjectMapper json) {
    this.name = name;
    this.codec = codec;
    this.json = json;
  }

  static List<Difference> of(
      String name,
      WorkflowExecutionHistory recorded,
      Scheduled today,
      EncryptedPayloads codec,
      ObjectMapper json) {
    Comparison comparison = new Comparison(name, codec, json);
    comparison.compare(recorded.getEvents(), today);
    return List.copyOf(comparison.differences);
  }

  private void compare(List<HistoryEvent> events, Scheduled today) {
    Map<String, Scheduled.Call> calls = today.calls();
    List<Scheduled.Timer> timers = today.timers();
    int timer = 0;
    for (HistoryEvent event : events) {
      if (event.hasActivityTaskScheduledEventAttributes()) {
        ActivityTaskScheduledEventAttributes recorded =
            event.getActivityTaskScheduledEventAttributes();
        Scheduled.Call call = calls.get(recorded.getActivityId());
        if (call != null) {
          activity(event.getEventId(), recorded, call);
        }
      } else if (event.hasTimerStartedEventAttributes() && timer < timers.size()) {
        timer(event, timers.get(timer++));
      }
    }
  }

  private void timer(HistoryEvent event, Scheduled.Timer today) {
    String step = "timer " + event.getTimerStartedEventAttributes().getTimerId();
    Duration recorded = duration(event.getTimerStartedEventAttributes().getStartToFireTimeout());
    same(event.getEventId(), step, "duration", recorded, today.duration());
  }

  private void activity(
      long eventId, ActivityTaskScheduledEventAttributes recorded, Scheduled.Call today) {
    String step = "activity " + recorded.getActivityType().getName();
    String before = readable(recorded.getInput());
    String now = readable(today.input());
    if (!before.equals(now)) {
      differences.add(new Difference(name, eventId, step, "input", quote(before), quote(now)));
    }
    options(eventId, step, recorded, today.options());
    RetryOptions retry = today.options().getRetryOptions();
    if (retry != null) {
      retry(eventId, step, recorded.getRetryPolicy(), retry);
    }
  }

  private void options(
      long eventId,
      String step,
      ActivityTaskScheduledEventAttributes recorded,
      ActivityOptions today) {
    same(eventId, step, "taskQueue", recorded.getTaskQueue().getName(), today.getTaskQueue());
    same(
        eventId,
        step,
        "startToCloseTimeout",
        duration(recorded.getStartToCloseTimeout()),
        // The server lets no attempt outlive the whole.
        shorter(today.getStartToCloseTimeout(), today.getScheduleToCloseTimeout()));
    same(
        eventId,
        step,
        "scheduleToCloseTimeout",
        duration(recorded.getScheduleToCloseTimeout()),
        today.getScheduleToCloseTimeout());
    same(
        eventId,
        step,
        "scheduleToStartTimeout",
        duration(recorded.getScheduleToStartTimeout()),
        shorter(today.getScheduleToStartTimeout(), today.getScheduleToCloseTimeout()));
    same(
        eventId,
        step,
        "heartbeatTimeout",
        duration(recorded.getHeartbeatTimeout()),
        shorter(today.getHeartbeatTimeout(), today.getStartToCloseTimeout()));
  }

  private void retry(long eventId, String step, RetryPolicy recorded, RetryOptions today) {
    same(
        eventId,
        step,
        "retry.initialInterval",
        duration(recorded.getInitialInterval()),
        today.getInitialInterval());
    same(
        eventId,
        step,
        "retry.maximumInterval",
        duration(recorded.getMaximumInterval()),
        today.getMaximumInterval());
    same(
        eventId,
        step,
        "retry.backoffCoefficient",
        recorded.getBackoffCoefficient(),
        today.getBackoffCoefficient());
    same(
        eventId,
        step,
        "retry.maximumAttempts",
        recorded.getMaximumAttempts(),
        today.getMaximumAttempts());
    String[] doNotRetry = today.getDoNotRetry();
    same(
        eventId,
        step,
        "retry.doNotRetry",
        List.copyOf(recorded.getNonRetryableErrorTypesList()),
        doNotRetry == null ? List.of() : List.of(doNotRetry));
  }

  private void same(
      long eventId, String step, String what, Object recorded, @Nullable Object today) {
    if (today != null && !recorded.equals(today)) {
      differences.add(
          new Difference(name, eventId, step, what, recorded.toString(), today.toString()));
    }
  }

  private static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
    if (one == null) {
      return null;
    }
    return other != null && other.compareTo(one) < 0 ? other : one;
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** JSON in one form, so that the order of keys makes no difference. */
  private String readable(Payloads payloads) {
    return codec.decode(payloads.getPayloadsList()).stream()
        .map(this::readable)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String readable(Payload payload) {
    ByteString encoding = payload.getMetadataOrDefault("encoding", ByteString.EMPTY);
    try {
      if (encoding.toStringUtf8().startsWith("json/")) {
        JsonNode tree = json.readTree(payload.getData().toByteArray());
        return json.writeValueAsString(json.treeToValue(tree, Object.class));
      }
    } catch (IOException e) {
      return "unreadable " + payload.getData().toStringUtf8();
    }
    return payload.getData().isEmpty()
        ? encoding.toStringUtf8()
        : encoding.toStringUtf8() + ":" + payload.getData().hashCode();
  }

  private static String quote(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }
}
