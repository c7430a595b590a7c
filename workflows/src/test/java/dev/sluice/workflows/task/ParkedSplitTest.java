package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ladder that parks, whose last tier cannot agree. */
class ParkedSplitTest {

  private static final String TASK = "offer-7:task";

  private static final String ASKED_ANEW = "parked-split-is-asked-anew";

  private static final Ladder BOARD =
      new Ladder(
          "board",
          List.of(new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), 2, 2)),
          "park",
          null);

  private TaskRig rig = new TaskRig(BOARD);
  private WorkflowStub run = rig.stub("offer-7");

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void itIsAskedAnewAsOftenAsAllHaveVotedWithoutAnEnd() {
    ask();
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
    ask();
    rig.temporal.sleep(Duration.ofHours(2));
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().due() == null);
    disagree(0);
    vote("anna", "reject", 1);
    vote("bob", "reject", 1);

    assertThat(run.getResult(Result.class).choice()).isEqualTo("reject");
  }

  @Test
  void aRunThatLivesAnewCountsTheVotesOfEachRoundThoughAllComeAtOnce() throws Exception {
    askWhenAllIsSaid(
        () -> {
          for (int round = 0; round < 2; round++) {
            vote("anna", "approve", round);
            vote("bob", "reject", round);
          }
          vote("anna", "approve", 2);
          vote("bob", "approve", 2);
        });

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
    assertThat(rig.latest().ballot().votes())
        .extracting(Decision::decisionId)
        .containsExactly("anna0", "bob0", "anna1", "bob1", "anna2", "bob2");
    assertThat(rig.latest().decision())
        .extracting(Decision::decisionId, Decision::round)
        .containsExactly("bob2", 2);
    assertThat(rig.replay("offer-7")).contains(ASKED_ANEW + " 1");
  }

  @Test
  void aVoteOfARoundThatNeverComesIsAnsweredForWhenItIsDecided() {
    ask();
    vote("carl", "reject", 7);
    vote("anna", "approve", 0);
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().heard().contains("anna0"));
    assertThat(rig.latest().heard()).as("it may count yet").containsExactly("anna0");
    vote("bob", "approve", 0);

    assertThat(run.getResult(Result.class).by()).isEqualTo("bob");
    assertThat(rig.latest().heard()).containsExactly("anna0", "bob0", "carl7");
    assertThat(rig.latest().ballot().votes()).hasSize(2);
  }

  @Test
  void whereNothingIsAskedAnewAVoteOfALaterRoundCountsInTheLast() {
    become(new TaskRig(new Ladder("board", BOARD.tiers(), "reject", null)));
    ask();
    vote("anna", "approve", 7);
    vote("bob", "approve", 0);

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
  }

  @Test
  void runsOfTheBuildThatAskedNobodyAnewGoOn() throws Exception {
    become(TaskRig.olderBuild(BOARD, ASKED_ANEW));
    ask();
    vote("anna", "approve", 0);
    vote("bob", "reject", 0);
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().due() == null);
    run.cancel();
    assertThatThrownBy(() -> run.getResult(Result.class)).hasCauseInstanceOf(CanceledFailure.class);

    assertThat(rig.latest().ballot().round()).isZero();
    assertThat(rig.replay("offer-7")).noneMatch(change -> change.startsWith(ASKED_ANEW));
  }

  private void become(TaskRig another) {
    rig.close();
    rig = another;
    run = rig.stub("offer-7");
  }

  private void ask() {
    run.start(
        new Request("May it go out?", Map.of(), List.of("approve", "reject"), null, "board", null));
  }

  /** Temporal has all of it before the run hears who is asked. */
  private void askWhenAllIsSaid(Runnable says) {
    AtomicBoolean said = new AtomicBoolean();
    rig.whileTheLadderIsSought = () -> await().until(said::get);
    ask();
    says.run();
    said.set(true);
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
