package dev.sluice.cli.histories;

import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.engine.Connection;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.List;
import java.util.function.Function;

/** The runs of the Temporal server that the environment names, and their histories. */
final class RecordedRuns implements AutoCloseable {

  private final Connection connection;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private RecordedRuns(Connection connection) {
    this.connection = connection;
    this.stubs = WorkflowServiceStubs.newServiceStubs(connection.stubs());
    this.client = WorkflowClient.newInstance(stubs, connection.client());
  }

  static RecordedRuns open() {
    return new RecordedRuns(Connection.orLocal(System.getenv()));
  }

  /** The newest that the visibility query finds. */
  List<WorkflowExecution> find(String query, int atMost) {
    return ask(
        server -> {
          try (var found = server.listExecutions(query)) {
            return found.limit(atMost).map(each -> each.getExecution()).toList();
          }
        });
  }

  /** Without a run id: of the newest run with this workflow id. */
  WorkflowExecutionHistory history(WorkflowExecution run) {
    return ask(server -> server.fetchHistory(run.getWorkflowId(), run.getRunId()));
  }

  private <T> T ask(Function<WorkflowClient, T> question) {
    try {
      return question.apply(client);
    } catch (StatusRuntimeException e) {
      throw new CommandFailure(
          "Temporal at "
              + connection.address()
              + ": "
              + e.getStatus().getCode()
              + " "
              + e.getStatus().getDescription(),
          "Name the server with TEMPORAL_ADDRESS; `sluice dev` prints the one it uses.",
          e);
    }
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }
}
