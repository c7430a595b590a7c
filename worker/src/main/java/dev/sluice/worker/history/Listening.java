package dev.sluice.worker.history;

import io.temporal.api.common.v1.Payloads;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Notes what workflow code schedules, and changes nothing. Give it a {@link Scheduled} first. */
final class Listening extends WorkerInterceptorBase {

  private final DataConverter converter;
  private volatile Scheduled scheduled = new Scheduled();

  Listening(DataConverter converter) {
    this.converter = converter;
  }

  void to(Scheduled fresh) {
    scheduled = fresh;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        next.init(new Outbound(outbound, scheduled));
      }
    };
  }

  private final class Outbound extends WorkflowOutboundCallsInterceptorBase {
    private final Scheduled into;

    Outbound(WorkflowOutboundCallsInterceptor next, Scheduled into) {
      super(next);
      this.into = into;
    }

    @Override
    public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
      Payloads payloads =
          converter.toPayloads(input.getArgs()).orElse(Payloads.getDefaultInstance());
      ActivityOutput<R> output = super.executeActivity(input);
      into.call(output.getActivityId(), new Scheduled.Call(payloads, input.getOptions()));
      return output;
    }

    @Override
    public Promise<Void> newTimer(Duration duration) {
      return noted(duration, super.newTimer(duration));
    }

    @Override
    public Promise<Void> newTimer(Duration duration, TimerOptions options) {
      return noted(duration, super.newTimer(duration, options));
    }

    private Promise<Void> noted(Duration duration, Promise<Void> fired) {
      Scheduled.Timer timer = new Scheduled.Timer(duration);
      into.timer(timer);
      long task = Workflow.getInfo().getHistoryLength();
      fired.handle(
          (result, cancelled) -> {
            if (cancelled != null && Workflow.getInfo().getHistoryLength() == task) {
              timer.neverSent();
            }
            return timer;
          });
      return fired;
    }
  }
}
