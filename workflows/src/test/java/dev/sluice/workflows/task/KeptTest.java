package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the gateway kept while it could not reach Temporal, and the default of a ladder. */
class KeptTest {

  private static final String TASK = "offer-7:task";

  private TaskRig rig = rig("reject", 1);

  private static TaskRig rig(String otherwise, int quorum) {
    return new TaskRig(
        new Ladder(
            "board",
            List.of(new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), quorum, null)),
            otherwise,
            null));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void anAnswerThatWasKeptHoldsAndTheDefaultDoesNot() {
    rig.kept = () -> kept(vote("anna"));

    assertThat(ask().getResult(Result.class))
        .isEqualTo(new Result(TASK, "approve", true, "anna", "fine", "2026-11-22T10:00:00Z"));
    assertThat(rig.latest().heard()).containsExactly("d-anna");
  }

  @Test
  void itsSignalThatCameFirstIsNotHeardTwice() {
    change("reject", 2);
    rig.kept =
        () -> {
          running().signal("decide", vote("anna"));
          return kept(vote("anna"), vote("bob"));
        };

    assertThat(ask().getResult(Result.class).by()).isEqualTo("bob");
    assertThat(rig.latest().ballot().votes())
        .extracting(Decision::by)
        .containsExactly("anna", "bob");
  }

  @Test
  void whatWasDoneBesidesIsTakenInItsOrder() {
    Act delegated = new Act(TASK, "a-1", Act.Kind.delegate, "anna", "dora", null, null, 0);
    rig.kept =
        () ->
            new Kept(
                List.of(
                    new Kept.Said(null, delegated),
                    new Kept.Said(vote("anna"), null),
                    new Kept.Said(vote("dora"), null)));

    assertThat(ask().getResult(Result.class).by()).isEqualTo("dora");
  }

  @Test
  void whereNothingWasKeptTheDefaultHolds() {
    assertThat(ask().getResult(Result.class).answered()).isFalse();
    assertThat(rig.askedForKept).containsExactly(TASK);
  }

  @Test
  void aGatewayThatIsAwayHoldsUpNoLadder() {
    rig.kept =
        () -> {
          throw ApplicationFailure.newFailure("away", FailureTypes.TRANSIENT);
        };

    WorkflowStub asked = ask();
    assertThat(asked.getResult(Result.class).answered()).isFalse();
    var run = asked.describe();
    assertThat(Duration.between(run.getStartTime(), run.getCloseTime()))
        .isBetween(Duration.ofHours(1), Duration.ofHours(1).plusSeconds(30));
  }

  @Test
  void aGatewayThatDoesNotKnowTheWayIsAskedOnce() {
    rig.kept =
        () -> {
          throw ApplicationFailure.newNonRetryableFailure("404", FailureTypes.REFUSED);
        };

    assertThat(ask().getResult(Result.class).answered()).isFalse();
    assertThat(rig.askedForKept).hasSize(1);
  }

  @Test
  void whatParksWaitsForItsSignals() {
    change("park", 1);
    WorkflowStub asked = ask();
    rig.temporal.sleep(Duration.ofHours(2));
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().due() == null);
    asked.signal("decide", vote("anna"));

    assertThat(asked.getResult(Result.class).answered()).isTrue();
    assertThat(rig.askedForKept).isEmpty();
  }

  @Test
  void aCancelMeanwhileClosesTheTask() {
    rig.kept =
        () -> {
          running().cancel();
          throw ApplicationFailure.newFailure("away", FailureTypes.TRANSIENT);
        };

    assertThatThrownBy(() -> ask().getResult(Result.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(rig.latest().state()).isEqualTo(TaskView.State.expired);
  }

  private void change(String otherwise, int quorum) {
    rig.close();
    rig = rig(otherwise, quorum);
  }

  private WorkflowStub ask() {
    return rig.ask(
        "offer-7",
        new Request("May it go out?", Map.of(), List.of("approve", "reject"), null, "board", null));
  }

  private WorkflowStub running() {
    return rig.temporal.getWorkflowClient().newUntypedWorkflowStub("offer-7");
  }

  private static Kept kept(Decision... votes) {
    return new Kept(List.of(votes).stream().map(vote -> new Kept.Said(vote, null)).toList());
  }

  private static Decision vote(String by) {
    return new Decision(TASK, "d-" + by, "approve", "fine", by, "2026-11-22T10:00:00Z", 0);
  }
}
