package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A question that another workflow asks. */
class ChildTest {

  private static final String TASK = "trip-1-approval:task";

  @WorkflowInterface
  public interface Trip {

    @WorkflowMethod
    String book();
  }

  public static final class TripImpl implements Trip {

    @Override
    public String book() {
      return Workflow.newChildWorkflowStub(
              TaskWorkflow.class,
              ChildWorkflowOptions.newBuilder()
                  .setWorkflowId("trip-1-approval")
                  .setTaskQueue(TaskWorkflow.TASK_QUEUE)
                  .build())
          .run(
              new TaskWorkflow.Request(
                  "May trip 1 be booked?", Map.of(), null, null, "trips", null))
          .choice();
    }
  }

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "trips",
              List.of(new Ladder.Tier("role:lead", Duration.ofHours(1), List.of())),
              "reject",
              null),
          Instant.now(),
          TripImpl.class);

  private final WorkflowStub trip =
      rig.temporal
          .getWorkflowClient()
          .newUntypedWorkflowStub(
              "Trip",
              WorkflowOptions.newBuilder()
                  .setTaskQueue(TaskWorkflow.TASK_QUEUE)
                  .setWorkflowId("trip-1")
                  .build());

  @BeforeEach
  void ask() {
    trip.start();
    await().until(() -> !rig.tasks.isEmpty());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void itsAnswerComesToWhoeverAsked() {
    assertThat(rig.latest().id()).isEqualTo(TASK);
    rig.temporal
        .getWorkflowClient()
        .newUntypedWorkflowStub("trip-1-approval")
        .signal("decide", new Decision(TASK, "d-1", "approve", null, "lena", null, 0));

    assertThat(trip.getResult(String.class)).isEqualTo("approve");
  }

  @Test
  void itsDefaultComesToWhoeverAsked() {
    assertThat(trip.getResult(String.class)).isEqualTo("reject");
  }

  @Test
  void cancelledWithItsParentItClosesItsQuestion() {
    trip.cancel();

    assertThatThrownBy(() -> trip.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(rig.latest().state()).isEqualTo(TaskView.State.expired);
  }
}
