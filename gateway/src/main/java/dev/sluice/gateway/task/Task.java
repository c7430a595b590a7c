package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to people, as the inbox shows it. {@code tier} is who is asked, as {@code role:clerk};
 * {@code due} an ISO instant. {@code decision} is the one that the run took; {@code decisions} are
 * those that were given here, taken or on their way.
 */
public record Task(
    String id,
    String workflowId,
    State state,
    String question,
    JsonNode data,
    List<String> choices,
    String tier,
    @Nullable String due,
    @Nullable Decision decision,
    List<Decision> decisions) {

  public enum State {
    open,
    decided,
    expired
  }

  Task with(List<Decision> given) {
    return new Task(
        id, workflowId, state, question, data, choices, tier, due, decision, List.copyOf(given));
  }
}
