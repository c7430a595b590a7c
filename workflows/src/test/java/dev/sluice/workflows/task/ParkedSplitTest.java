package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ladder that parks, whose last tier cannot agree. */
class ParkedSplitTest {

  private static final String TASK = "offer-7:task";

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "board",
              List.of(new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), 2, 2)),
              "park",
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
  void itIsAskedAnewAsOftenAsAllHaveVotedWithoutAnEnd() {
    disagree(0);
    disagree(1);
    vote("anna", "approve", 2);
    vote("bob", "approve", 2);

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
    assertThat(rig.tasks)
        .extracting(TaskView::tier, view -> view.ballot().round(), TaskView::due)
        .contains(tuple("role:board", 1, null), tuple("role:board", 2, null));
    assertThat(rig.latest().ballot().votes()).as("all stand as its history").hasSize(6);
  }

  @Test
  void itIsAskedAnewWhenTheyDisagreeOnlyOnceItIsParked() {
    rig.temporal.sleep(Duration.ofHours(2));
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().due() == null);
    disagree(0);
    vote("anna", "reject", 1);
    vote("bob", "reject", 1);

    assertThat(run.getResult(Result.class).choice()).isEqualTo("reject");
  }

  private void disagree(int round) {
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().ballot().round() == round);
    vote("anna", "approve", round);
    vote("bob", "reject", round);
    await().until(() -> rig.latest().ballot().round() == round + 1);
  }

  private void vote(String by, String choice, int round) {
    run.signal("decide", new Decision(TASK, by + round, choice, null, by, null, round));
  }
}
