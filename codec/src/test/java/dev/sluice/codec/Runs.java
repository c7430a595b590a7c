package dev.sluice.codec;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.RetryOptions;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.Map;

/** Workflows that say something at each place of a history where something can be said. */
final class Runs {

  private Runs() {}

  @WorkflowInterface
  public interface AllKinds {
    @WorkflowMethod
    String run(String input);

    @UpdateMethod
    String change(String to);

    @SignalMethod
    void finish(String how);

    @QueryMethod
    String state();
  }

  public static final class AllKindsImpl implements AllKinds {

    private final Steps steps =
        Workflow.newActivityStub(
            Steps.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofSeconds(10))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .setSummary("summary of a step")
                .build());
    private final Steps local =
        Workflow.newLocalActivityStub(
            Steps.class,
            LocalActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofSeconds(10))
                .build());
    private boolean finished;

    @Override
    public String run(String input) {
      steps.step(input);
      local.step(input);
      try {
        steps.fail(input);
      } catch (ActivityFailure e) {
        Workflow.setCurrentDetails("failed");
      }
      Workflow.sideEffect(String.class, () -> input);
      Workflow.upsertMemo(Map.of("note", "another"));
      Workflow.newTimer(
              Duration.ofMillis(1), TimerOptions.newBuilder().setSummary("a timer").build())
          .get();
      Workflow.newChildWorkflowStub(
              Child.class,
              ChildWorkflowOptions.newBuilder()
                  .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/child")
                  .setMemo(Map.of("note", "of a child"))
                  .setStaticSummary("summary")
                  .build())
          .run(input);
      Workflow.await(() -> finished);
      return "result";
    }

    @Override
    public String change(String to) {
      return to;
    }

    @Override
    public void finish(String how) {
      finished = true;
    }

    @Override
    public String state() {
      return "state";
    }
  }

  @WorkflowInterface
  public interface Child {
    @WorkflowMethod
    String run(String input);
  }

  public static final class ChildImpl implements Child {
    @Override
    public String run(String input) {
      if (!input.equals("again")) {
        Workflow.newContinueAsNewStub(Child.class).run("again");
      }
      return input;
    }
  }

  @ActivityInterface
  public interface Steps {
    String step(String input);

    void fail(String input);
  }

  public static final class StepsImpl implements Steps {
    @Override
    public String step(String input) {
      return input;
    }

    @Override
    public void fail(String input) {
      throw ApplicationFailure.newNonRetryableFailure(input, "refused", input);
    }
  }

  /** As ours do it: by the converter that it was given. */
  record Header(DataConverter converter) implements ContextPropagator {

    @Override
    public String getName() {
      return "header";
    }

    @Override
    public Map<String, Payload> serializeContext(Object context) {
      return Map.of("header", converter.toPayload(context).orElseThrow());
    }

    @Override
    public Object deserializeContext(Map<String, Payload> header) {
      return "header";
    }

    @Override
    public Object getCurrentContext() {
      return "header";
    }

    @Override
    public void setCurrentContext(Object context) {}
  }
}
