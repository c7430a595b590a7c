package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a question's run can grow by what is said to it. */
class BoundedTest {

  private static final String TASK = "offer-7:task";

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "board",
              List.of(new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), 2, null)),
              "reject",
              null));

  private final WorkflowStub run =
      rig.ask(
          "offer-7",
          new Request(
              "May it go out?", Map.of(), List.of("approve", "reject"), null, "board", null));

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void allThatTheGatewayTakesOneAfterTheOtherIsFarFromTheEndOfAHistory() {
    for (int i = 0; i < 200; i++) {
      remark(i);
      String id = "a-" + i;
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> !rig.tasks.isEmpty() && rig.latest().heard().contains(id));
    }
    answer();

    var history = rig.temporal.getWorkflowClient().fetchHistory("offer-7").getHistory();
    assertThat(history.getEventsCount()).isLessThan(4000);
    assertThat(history.getSerializedSize()).isLessThan(8 << 20);
  }

  @Test
  void whoSignalsByHandWithoutEndMakesNoMoreCalls() {
    for (int i = 0; i < 700; i++) {
      remark(i);
    }
    answer();

    assertThat(rig.latest().heard()).as("what was heard, with two votes").hasSize(502);
    assertThat(rig.latest().ballot().votes()).hasSize(2);
  }

  private void remark(int number) {
    run.signal(
        "act",
        new Act(TASK, "a-" + number, Act.Kind.comment, "anna", null, "x".repeat(4096), null, 0));
  }

  private void answer() {
    run.signal("decide", new Decision(TASK, "d-1", "Approve", null, "anna", null, 0));
    run.signal("decide", new Decision(TASK, "d-2", "perhaps", null, "bob", null, 0));
    run.signal("decide", new Decision(TASK, "d-3", "approve", null, "bob", null, 0));
    assertThat(run.getResult(Result.class).by()).isEqualTo("bob");
  }
}
