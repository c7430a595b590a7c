package dev.sluice.proof;

import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A worker for runs that take updates and never end, since an update waits for a worker. */
final class Bells implements AutoCloseable {

  static final String QUEUE = "bells";

  /** How often it was rung is in its history. */
  @WorkflowInterface
  public interface Bell {

    @WorkflowMethod(name = "Bell")
    void hang();

    @UpdateMethod(name = "ring")
    void ring();
  }

  /** Made by the worker. */
  public static final class HangingBell implements Bell {

    @Override
    public void hang() {
      Workflow.await(() -> false);
    }

    @Override
    public void ring() {
      // Taking it is all.
    }
  }

  private final WorkflowServiceStubs stubs;
  private final WorkerFactory workers;

  Bells(String address) {
    stubs =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(), null);
    workers = WorkerFactory.newInstance(WorkflowClient.newInstance(stubs));
    workers.newWorker(QUEUE).registerWorkflowImplementationTypes(HangingBell.class);
    workers.start();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    stubs.shutdownNow();
  }
}
