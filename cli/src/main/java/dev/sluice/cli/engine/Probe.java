package dev.sluice.cli.engine;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a server once for our namespace. Never waits longer than two seconds. */
public final class Probe {

  private Probe() {}

  static boolean ready(Connection connection) {
    return problem(connection).isEmpty();
  }

  /** Why the namespace cannot be used; empty when it can. */
  public static Optional<String> problem(Connection connection) {
    try {
      describe(connection);
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      var description = e.getStatus().getDescription();
      return Optional.of(e.getStatus().getCode() + (description == null ? "" : ": " + description));
    }
  }

  /** How long the server keeps a closed run. */
  public static Duration retention(Connection connection) {
    var retention = describe(connection).getConfig().getWorkflowExecutionRetentionTtl();
    return Duration.ofSeconds(retention.getSeconds());
  }

  private static DescribeNamespaceResponse describe(Connection connection) {
    var stubs = WorkflowServiceStubs.newServiceStubs(connection.stubs());
    try {
      return stubs
          .blockingStub()
          .withDeadlineAfter(2, TimeUnit.SECONDS)
          .describeNamespace(
              DescribeNamespaceRequest.newBuilder().setNamespace(connection.namespace()).build());
    } finally {
      stubs.shutdownNow();
    }
  }
}
