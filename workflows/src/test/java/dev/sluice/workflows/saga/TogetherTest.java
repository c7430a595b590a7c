package dev.sluice.workflows.saga;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {

  @WorkflowInterface
  public interface Pair {
    @WorkflowMethod
    String run();
  }

  @ActivityInterface
  public interface Effects {
    @ActivityMethod
    String doIt(String step);

    @ActivityMethod
    void undo(String step);
  }

  /** Two steps side by side, then nothing. */
  public static final class PairImpl implements Pair {

    private final Ledger ledger = new Ledger();
    private final Saga saga =
        new Saga(
            ledger, new Standing(ledger), (name, trouble) -> new Parking.Verdict.Settle("never"));

    @Override
    public String run() {
      Ending ending =
          saga.undertake(
              () -> {
                saga.step(step("first"));
                saga.together(() -> saga.step(step("left")), () -> saga.step(step("right")));
              });
      return ending
          + " "
          + ledger.entries().stream().map(e -> e.step() + " " + e.state()).sorted().toList();
    }

    private static Step<String> step(String name) {
      Effects effects =
          Workflow.newActivityStub(
              Effects.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(30))
                  .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                  .build());
      return Step.of(name, key -> effects.doIt(name), answer -> answer)
          .undoneBy(
              new Undo(
                  "undo-" + name,
                  (key, reference) -> effects.undo(reference),
                  key -> new Lookup(Lookup.State.ABSENT, null),
                  Duration.ofSeconds(30)));
    }
  }

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final CountDownLatch leftRuns = new CountDownLatch(1);
  private final CountDownLatch rightRuns = new CountDownLatch(1);

  @AfterEach
  void close() {
    temporal.close();
  }

  @Test
  void stepsThatDoNotDependOnEachOtherRunAtTheSameTime() {
    String result = run(false);

    assertThat(result).isEqualTo("Completed[] [first done, left done, right done]");
  }

  @Test
  void whenOneCannotGoOnAllThatWasDoneIsUndoneLastFirst() {
    String result = run(true);

    assertThat(result)
        .startsWith("Refused[refusal=Refusal[code=no, message=no]]")
        .endsWith("[first compensated, left compensated, right refused]");
    assertThat(done).containsExactly("first", "left", "undo left", "undo first");
  }

  private String run(boolean rightRefuses) {
    Worker worker =
        temporal.newWorker(
            "pairs", WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build());
    worker.registerWorkflowImplementationTypes(PairImpl.class);
    worker.registerActivitiesImplementations(new EffectsThatMeet(rightRefuses));
    temporal.start();
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(Pair.class, WorkflowOptions.newBuilder().setTaskQueue("pairs").build())
        .run();
  }

  /** Left and right each wait for the other to have begun: one after the other would never end. */
  private final class EffectsThatMeet implements Effects {

    private final boolean rightRefuses;

    private EffectsThatMeet(boolean rightRefuses) {
      this.rightRefuses = rightRefuses;
    }

    @Override
    public String doIt(String step) {
      if (step.equals("left")) {
        leftRuns.countDown();
        meet(rightRuns);
      }
      if (step.equals("right")) {
        rightRuns.countDown();
        meet(leftRuns);
        if (rightRefuses) {
          throw ApplicationFailure.newNonRetryableFailure(
              "no", FailureTypes.REFUSED, new Refusal("no", "no"));
        }
      }
      done.add(step);
      return step;
    }

    @Override
    public void undo(String step) {
      done.add("undo " + step);
    }

    private static void meet(CountDownLatch other) {
      try {
        if (!other.await(20, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the other never began");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
