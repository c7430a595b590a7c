package dev.sluice.gateway.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.journal.Target;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DataConverterException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs say themselves of what they ask people. Each call blocks for some seconds at most. */
interface RunsWord {

  /** A question as its run has it, and what of all that was said has reached the run. */
  record Asked(Task task, Set<String> heard) {}

  /** Empty: it does not say. No worker answers, or it is a workflow that asks in another way. */
  Optional<List<Asked>> of(Target run);

  /** Those that wait for people by their search attribute; pages are asked for as it goes. */
  Stream<Target> waiting();

  static RunsWord of(Engine engine) {
    return new RunsWord() {

      private static final Logger log = LoggerFactory.getLogger(RunsWord.class);
      private static final String WAITING =
          "SluiceState IN ('waitingForPerson', 'parked') AND ExecutionStatus = 'Running'";
      private static final JsonMapper JSON =
          JsonMapper.builder()
              .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .build();

      @Override
      public Optional<List<Asked>> of(Target run) {
        try {
          JsonNode tasks =
              engine
                  .client(run.namespace())
                  .newUntypedWorkflowStub(run.workflowId())
                  .query("tasks", JsonNode.class);
          List<Asked> asked = new ArrayList<>();
          for (JsonNode task : tasks) {
            asked.add(asked(task));
          }
          return Optional.of(asked);
        } catch (WorkflowException
            | DataConverterException
            | CannotDecrypt
            | JsonProcessingException e) {
          log.debug("Run {} does not say what it asks", run, e);
          return Optional.empty();
        }
      }

      private static Asked asked(JsonNode task) throws JsonProcessingException {
        Set<String> heard = new HashSet<>();
        task.path("heard").forEach(id -> heard.add(id.asText()));
        return new Asked(JSON.treeToValue(task, Task.class), Set.copyOf(heard));
      }

      @Override
      public Stream<Target> waiting() {
        if (engine.inProcess()) {
          return Stream.empty(); // It lists nothing.
        }
        try {
          return engine.client("").listExecutions(WAITING).map(run -> target(run.getExecution()));
        } catch (StatusRuntimeException e) {
          log.debug("Temporal does not list the runs that wait for people", e);
          return Stream.empty();
        }
      }

      private static Target target(WorkflowExecution execution) {
        return new Target(execution.getWorkflowId(), "");
      }
    };
  }
}
