package dev.sluice.gateway.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A workflow for tests: collects notes until it is told to finish. */
@WorkflowInterface
public interface Waiting {

  @WorkflowMethod
  Map<String, Object> run(JsonNode input);

  @SignalMethod
  void note(JsonNode note);

  @SignalMethod
  void finish();

  @UpdateMethod
  int change(JsonNode by);

  @UpdateValidatorMethod(updateName = "change")
  void check(JsonNode by);

  @QueryMethod
  Map<String, Object> progress();

  class Impl implements Waiting {

    /** The workflow ids whose first task fails the run. */
    public static final Set<String> FAILING = ConcurrentHashMap.newKeySet();

    private final List<String> notes = new ArrayList<>();
    private boolean finished;

    @Override
    public Map<String, Object> run(JsonNode input) {
      if (FAILING.contains(Workflow.getInfo().getWorkflowId())) {
        throw ApplicationFailure.newNonRetryableFailure("as asked", "asked");
      }
      Workflow.setCurrentDetails("waiting for " + input.get("orderId").asText());
      Workflow.await(() -> finished);
      return Map.of("notes", notes, "input", input.toString());
    }

    @Override
    public void note(JsonNode note) {
      notes.add(note.toString());
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public int change(JsonNode by) {
      notes.add("changed " + by);
      return notes.size();
    }

    @Override
    public void check(JsonNode by) {
      if (by.get("n").asInt() < 0) {
        throw new IllegalArgumentException("n must not be negative");
      }
    }

    @Override
    public Map<String, Object> progress() {
      return Map.of("steps", notes);
    }
  }
}
