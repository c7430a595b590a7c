package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a route does for one event, with everything evaluated. Work is partitioned by {@link
 * #workflowId}.
 */
public sealed interface Action {

  String workflowId();

  /** Absent: the gateway's own namespace. */
  @Nullable String namespace();

  record Start(
      String workflowId,
      @Nullable String namespace,
      String workflowType,
      String taskQueue,
      JsonNode input,
      @Nullable Duration executionTimeout,
      @Nullable Duration taskTimeout)
      implements Action {}

  record Signal(
      String workflowId, @Nullable String namespace, String name, JsonNode input, IfAbsent ifAbsent)
      implements Action {}

  record Cancel(
      String workflowId, @Nullable String namespace, @Nullable String reason, IfAbsent ifAbsent)
      implements Action {}

  /** What a closed or absent target means. */
  sealed interface IfAbsent {

    record Wait(Duration atMost) implements IfAbsent {}

    record Dead() implements IfAbsent {}

    record Drop() implements IfAbsent {}
  }
}
