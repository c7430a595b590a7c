package dev.sluice.workflows.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as the inbox shows it; this JSON is the body of {@code PUT /v1/tasks/{id}}. {@code id} is
 * {@code <workflowId>:<name>}. {@code due} is an ISO instant. A task that is decided or expired
 * never opens again.
 */
public record TaskView(
    String id,
    String workflowId,
    State state,
    String question,
    Map<String, Object> data,
    List<String> choices,
    String tier,
    @Nullable String due,
    @Nullable Decision decision) {

  public enum State {
    open,
    decided,
    expired
  }
}
