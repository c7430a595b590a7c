package dev.sluice.workflows.task;

import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A worker that can be held in the middle of a run's task: what happens meanwhile waits for the
 * next one. (To stop the worker instead does not do: the SDK's server loses tasks to polls that are
 * gone.)
 */
final class BusyWorker extends WorkerInterceptorBase {

  private static final Act HOLD =
      new Act("another:task", "hold", Act.Kind.comment, "nobody", null, null, null, null);

  private final CyclicBarrier barrier = new CyclicBarrier(2);

  void hold(WorkflowStub run) {
    run.signal("act", HOLD);
    meet();
  }

  void release() {
    meet();
  }

  private void meet() {
    try {
      barrier.await(9, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void handleSignal(SignalInput input) {
        if (HOLD.equals(input.getArguments()[0])) {
          meet();
          meet();
        }
        super.handleSignal(input);
      }
    };
  }
}
