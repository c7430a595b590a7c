package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.journal.Target;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DataConverterException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs say themselves of what they ask people. Each call blocks for some seconds at most. */
interface RunsWord {

  /** Of our own, so that no workflow in whatever language means something else by it. */
  String QUERY = "sluice-tasks";

  sealed interface Answer {

    /** Its open questions, and the last of those that it closed. */
    record Says(List<Word> words) implements Answer {}

    /** No worker answers, or it is a workflow that asks in another way. */
    record Silent() implements Answer {}

    /** It answers with something else, or with what is not its own. */
    record Odd(String why) implements Answer {}
  }

  Answer of(Target run);

  /** Those that wait for people by their search attribute; pages are asked for as it goes. */
  Stream<Target> waiting(String namespace);

  /** What that run answered, which is in that namespace, whatever it says. */
  static Answer read(Target run, String namespace, @Nullable JsonNode answer) {
    if (answer == null || !answer.path("open").isArray() || !answer.path("closed").isArray()) {
      return new Answer.Odd("it has no lists of what is open and what is closed");
    }
    List<Word> words = new ArrayList<>();
    try {
      for (String list : List.of("open", "closed")) {
        for (JsonNode each : answer.path(list)) {
          words.add(WordReader.read(each).in(namespace));
        }
      }
    } catch (NotAWord e) {
      return new Answer.Odd(e.pointer() + ": " + e.detail());
    }
    return words.stream()
        .map(word -> word.task().workflowId())
        .filter(asks -> !asks.equals(run.workflowId()))
        .findFirst()
        .<Answer>map(other -> new Answer.Odd("it names a task of the run " + other))
        .orElseGet(() -> new Answer.Says(words));
  }

  static RunsWord of(Engine engine) {
    return new RunsWord() {

      private static final Logger log = LoggerFactory.getLogger(RunsWord.class);
      private static final String WAITING =
          "SluiceState IN ('waitingForPerson', 'parked') AND ExecutionStatus = 'Running'";

      @Override
      public Answer of(Target run) {
        try {
          WorkflowClient client = engine.client(run.namespace());
          return read(
              run,
              client.getOptions().getNamespace(),
              client.newUntypedWorkflowStub(run.workflowId()).query(QUERY, JsonNode.class));
        } catch (DataConverterException e) {
          return new Answer.Odd("it is no JSON");
        } catch (WorkflowException | StatusRuntimeException | CannotDecrypt e) {
          log.debug("Run {} does not say what it asks", run, e);
          return new Answer.Silent();
        }
      }

      @Override
      public Stream<Target> waiting(String namespace) {
        if (engine.inProcess()) {
          return Stream.empty(); // It lists nothing.
        }
        try {
          return engine
              .client(namespace)
              .listExecutions(WAITING)
              .map(run -> new Target(run.getExecution().getWorkflowId(), namespace));
        } catch (StatusRuntimeException e) {
          log.debug("Temporal does not list the runs that wait for people", e);
          return Stream.empty();
        }
      }
    };
  }
}
