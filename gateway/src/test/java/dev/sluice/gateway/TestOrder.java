package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands in for the order's workflow: what it does is in the order's id. */
@WorkflowInterface
public interface TestOrder {

  @WorkflowMethod(name = "OrderWorkflow")
  Map<String, String> run(JsonNode order);

  @SignalMethod
  void cancel(JsonNode request);

  @SignalMethod
  void decide(JsonNode decision);

  @QueryMethod
  Map<String, Object> progress();

  class Impl implements TestOrder {

    private @Nullable String answer;
    private String state = "working";

    @Override
    public Map<String, String> run(JsonNode order) {
      String id = order.get("orderId").asText();
      if (id.startsWith("fail")) {
        throw ApplicationFailure.newNonRetryableFailure("as asked", "asked");
      }
      if (id.startsWith("wait")) {
        state = "waitingForPerson";
        Workflow.setCurrentDetails("waits for an answer");
        awaitAnswer(id);
      }
      return Map.of("orderId", id, "outcome", answer == null ? "confirmed" : answer);
    }

    /**
     * As the order's workflow does: Temporal's own cancel takes no result, so it is kept beside.
     */
    private void awaitAnswer(String id) {
      try {
        Workflow.await(() -> answer != null);
      } catch (CanceledFailure e) {
        if (id.startsWith("wait-kept")) {
          Workflow.upsertMemo(Map.of("result", Map.of("orderId", id, "outcome", "cancelled")));
        }
        throw e;
      }
    }

    @Override
    public void cancel(JsonNode request) {
      answer = "cancelled";
    }

    @Override
    public void decide(JsonNode decision) {
      answer = decision.get("decision").asText();
    }

    @Override
    public Map<String, Object> progress() {
      return Map.of("state", state, "steps", List.of(Map.of("step", "reserve", "state", "done")));
    }
  }
}
