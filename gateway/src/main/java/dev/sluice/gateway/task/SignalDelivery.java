package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said, as Temporal signals. Its id is in the request's, so a repeat is known. */
public final class SignalDelivery implements Delivery {

  private static final Logger log = LoggerFactory.getLogger(SignalDelivery.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Engine engine;
  private final RunBook runs;
  private final Database database;

  public SignalDelivery(Engine engine, RunBook runs, Database database) {
    this.engine = engine;
    this.runs = runs;
    this.database = database;
  }

  @Override
  public String namespaceOf(String workflowId) {
    return target(workflowId).namespace();
  }

  @Override
  public Outcome deliver(String workflowId, Said said) {
    Target target = target(workflowId);
    Optional<String> run =
        database.read(rows -> TaskRows.firstRunIdOf(rows, String.valueOf(said.taskId())));
    Reply reply = engine.signal(target, said.signal(), argument(said, run), requestId(said, run));
    if (reply instanceof Reply.Fault) {
      log.warn("What was said about task {} is not taken: {}", said.taskId(), reply);
    }
    return outcome(reply);
  }

  /** So that no later run of the same id takes it for its own. */
  private static ObjectNode argument(Said said, Optional<String> run) {
    ObjectNode argument = JSON.valueToTree(said);
    run.ifPresent(first -> argument.put("firstRunId", first));
    return argument;
  }

  /**
   * A run that was sent what was for one before it, by mistake, is sent it once more as its own.
   */
  static String requestId(Said said, Optional<String> run) {
    return said.id() + run.map(first -> "/" + first).orElse("");
  }

  static Outcome outcome(Reply reply) {
    if (reply instanceof Reply.Done) {
      return Outcome.taken;
    }
    if (reply instanceof Reply.Fault fault) {
      return switch (fault.kind()) {
        case unavailable, misconfigured -> Outcome.unavailable;
        case busy -> Outcome.busy;
        case refused -> Outcome.absent;
      };
    }
    return Outcome.absent;
  }

  private Target target(String workflowId) {
    return runs.find(workflowId)
        .map(RunBook.Run::target)
        .orElseGet(() -> new Target(workflowId, namespaceToldBy(workflowId)));
  }

  /** A child of some workflow is not in the journal. */
  private String namespaceToldBy(String workflowId) {
    return database.read(rows -> TaskRows.namespaceOf(rows, workflowId)).orElse("");
  }
}
