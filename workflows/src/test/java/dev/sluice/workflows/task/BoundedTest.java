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

  private static final Ladder BOARD =
      new Ladder(
          "board",
          List.of(new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), 2, null)),
          "reject",
          null);

  private static final Request QUESTION =
      new Request(
          "May it go out?",
          Map.of(),
          List.of("approve", "reject"),
          List.of("reject"),
          "board",
          "rita");

  private final TaskRig rig = new TaskRig(BOARD);
  private final WorkflowStub run = rig.ask("offer-7", QUESTION);

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

  @Test
  void answersByHandThatCannotCountMakeNoMoreCallsEither() throws Exception {
    int before = saidEnough();
    for (int i = 0; i < 40; i++) {
      run.signal("decide", new Decision(TASK, null, "Reject", " ", null, null, 0));
      run.signal("decide", new Decision(TASK, "r-" + i, "approve", null, "rita", null, 0));
      run.signal("decide", new Decision(TASK, "n-" + i, "perhaps", null, "carl", null, 0));
      var unused = heard();
    }
    assertThat(rig.tasks).as("what the inbox was told").hasSize(before);
    answer();

    assertThat(rig.latest().ballot().votes()).hasSize(2);
    assertThat(rig.replay("offer-7")).isEmpty();
  }

  /** How often the inbox was told, once it knows of all that is heard whatever it is. */
  private int saidEnough() {
    for (int i = 0; i < 500; i++) {
      remark(i);
    }
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().heard().size() == 500);
    return rig.tasks.size();
  }

  /** As the run itself says, after all that was said before this is asked. */
  private List<String> heard() {
    return run.query(TaskWord.QUERY, TaskWord.class).open().get(0).heard();
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
