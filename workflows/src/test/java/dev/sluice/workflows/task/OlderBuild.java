package dev.sluice.workflows.task;

import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;

/** Makes a worker leave the histories that the build before a change, or a version of it, left. */
final class OlderBuild extends WorkerInterceptorBase {

  private final String change;
  private final int version;

  OlderBuild(String change, int version) {
    this.change = change;
    this.version = version;
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
      if (!changeId.equals(change)) {
        return super.getVersion(changeId, minSupported, maxSupported);
      }
      return version == Workflow.DEFAULT_VERSION
          ? version // A build that did not ask left no marker.
          : super.getVersion(changeId, minSupported, version);
    }
  }
}
