package dev.sluice.workflows.task;

import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;

/** Makes a worker leave the histories that the build before a change left. */
final class OlderBuild extends WorkerInterceptorBase {

  private final String change;

  OlderBuild(String change) {
    this.change = change;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        next.init(new Versions(outbound));
      }
    };
  }

  private final class Versions extends WorkflowOutboundCallsInterceptorBase {

    Versions(WorkflowOutboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public int getVersion(String changeId, int minSupported, int maxSupported) {
      return changeId.equals(change)
          ? Workflow.DEFAULT_VERSION // It did not ask, so it left no marker.
          : super.getVersion(changeId, minSupported, maxSupported);
    }
  }
}
