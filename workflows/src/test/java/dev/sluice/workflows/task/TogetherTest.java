package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions that several people answer together, hand on, and talk about. */
class TogetherTest {

  private static final String TASK = "offer-7:task";
  private static final String LONG = "x".repeat(4096);

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "board",
              List.of(
                  new Ladder.Tier("role:board", Duration.ofHours(1), List.of(), 2, 3),
                  new Ladder.Tier("role:head", Duration.ofHours(2), List.of())),
              "reject",
              null));

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void twoOfThreeDecide() {
    WorkflowStub run = asked(null);
    run.signal("decide", vote("anna", "approve"));
    await().until(() -> rig.latest().ballot().votes().size() == 1);
    assertThat(rig.latest().state()).isEqualTo(TaskView.State.open);
    assertThat(rig.latest().ballot())
        .extracting(TaskView.Ballot::quorum, TaskView.Ballot::of)
        .containsExactly(2, 3);
    run.signal("decide", vote("anna", "approve"));
    run.signal("decide", vote("bob", "approve"));

    assertThat(run.getResult(Result.class))
        .isEqualTo(new Result(TASK, "approve", true, "bob", null, null));
    assertThat(rig.latest().ballot().votes())
        .extracting(Decision::by, Decision::round)
        .containsExactly(tuple("anna", 0), tuple("bob", 0));
  }

  @Test
  void votesThatAreTooFewPassWithTheirTier() {
    WorkflowStub run = asked(null);
    run.signal("decide", vote("anna", "approve"));

    assertThat(run.getResult(Result.class).answered()).isFalse();
    assertThat(rig.tasks)
        .extracting(TaskView::tier, view -> view.ballot().round(), TaskView::state)
        .endsWith(
            tuple("role:head", 1, TaskView.State.open),
            tuple("role:head", 1, TaskView.State.expired));
  }

  @Test
  void aTierThatIsSplitIsLeftAtOnce() {
    WorkflowStub run = asked(null);
    Instant before = Instant.ofEpochMilli(rig.temporal.currentTimeMillis());
    run.signal("decide", vote("anna", "approve"));
    run.signal("decide", vote("bob", "reject"));
    run.signal("decide", vote("carl", "later"));
    awaitLatest(view -> view.tier().equals("role:head"));
    run.signal("decide", vote("hilda", "later"));

    assertThat(run.getResult(Result.class).choice()).isEqualTo("later");
    assertThat(Duration.between(before, run.describe().getCloseTime()))
        .isLessThan(Duration.ofMinutes(59));
  }

  @Test
  void votesThatComeBeforeTheQuestionCount() {
    WorkflowStub run = rig.stub("offer-7");
    run.signalWithStart(
        "decide", new Object[] {vote("anna", "approve")}, new Object[] {request(null)});
    run.signal("decide", vote("bob", "approve"));

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
  }

  @Test
  void whoAskedForItIsNotHeard() {
    WorkflowStub run = asked("rita");
    run.signal("decide", vote("rita", "approve"));
    run.signal("decide", vote("anna", "approve"));
    run.signal("decide", vote("bob", "approve"));

    assertThat(run.getResult(Result.class).by()).isEqualTo("bob");
    assertThat(rig.latest().ballot().requestedBy()).isEqualTo("rita");
    assertThat(rig.latest().ballot().votes()).extracting(Decision::by).doesNotContain("rita");
  }

  @Test
  void itIsHandedOnTakenBackAndTalkedAbout() {
    WorkflowStub run = asked(null);
    run.signal("act", act(Act.Kind.delegate, "anna", "dora", "you know them"));
    awaitLatest(view -> view.ballot().handedTo().equals(Map.of("anna", "dora")));
    run.signal("act", act(Act.Kind.takeBack, "anna", null, null));
    awaitLatest(view -> view.ballot().handedTo().isEmpty());
    run.signal("act", act(Act.Kind.add, "anna", "emil", null));
    run.signal("act", act(Act.Kind.comment, "emil", null, "fine with me"));
    run.signal("act", act(Act.Kind.comment, "emil", null, "fine with me"));
    awaitLatest(view -> view.comments().size() == 2);
    run.signal("decide", vote("emil", "approve"));
    run.signal("decide", vote("anna", "approve"));

    assertThat(run.getResult(Result.class).by()).isEqualTo("anna");
    assertThat(rig.latest().ballot().added()).containsExactly("emil");
    assertThat(rig.latest().comments())
        .extracting(TaskView.Comment::by, TaskView.Comment::comment)
        .containsExactly(tuple("anna", "you know them"), tuple("emil", "fine with me"));
  }

  @Test
  void aVoteByHandIsOneVoteHoweverOftenTheInboxSendsItBack() {
    WorkflowStub run = asked(null);
    run.signal("decide", "approve");
    awaitLatest(view -> view.ballot().votes().size() == 1);
    Decision byHand = rig.latest().ballot().votes().get(0);
    assertThat(rig.latest().heard()).containsExactly(String.valueOf(byHand.decisionId()));
    run.signal("decide", byHand);
    run.signal("decide", vote("bob", "approve"));

    assertThat(run.getResult(Result.class).by()).isEqualTo("bob");
  }

  @Test
  void whatIsRefusedIsHeardSoThatNobodyWaitsForIt() {
    WorkflowStub run = asked(null);
    run.signal("decide", vote("anna", "perhaps"));
    awaitLatest(view -> view.heard().contains("d-anna"));
    run.cancel();

    assertThat(rig.latest().ballot().votes()).isEmpty();
  }

  @Test
  void whatWasDoneForAnotherTierDoesNothing() {
    WorkflowStub run = asked(null);
    run.signal("act", new Act(TASK, "a-1", Act.Kind.delegate, "anna", "dora", null, null, 1));
    awaitLatest(view -> view.heard().contains("a-1"));

    assertThat(rig.latest().ballot().handedTo()).isEmpty();
    run.cancel();
  }

  @Test
  void whatWasDoneBeforeTheQuestionHolds() {
    WorkflowStub run = rig.stub("offer-7");
    run.signalWithStart(
        "act",
        new Object[] {act(Act.Kind.delegate, "anna", "dora", null)},
        new Object[] {request(null)});
    await().until(() -> !rig.tasks.isEmpty());
    awaitLatest(view -> view.ballot().handedTo().containsKey("anna"));
    run.cancel();
  }

  @Test
  void ofManyRemarksInTheSameMomentTheInboxIsToldOnce() {
    WorkflowStub run = asked(null);
    rig.inOneTask(
        run,
        () -> {
          for (int i = 0; i < 50; i++) {
            run.signal(
                "act", new Act(TASK, "a-" + i, Act.Kind.comment, "anna", null, LONG, null, 0));
          }
        });
    awaitLatest(view -> view.heard().size() == 50);

    assertThat(rig.latest().comments())
        .as("the newest, and not at any length")
        .hasSize(20)
        .allSatisfy(remark -> assertThat(remark.comment()).hasSize(500).endsWith("…"));
    assertThat(rig.tasks.size()).isLessThan(25);
    run.cancel();
  }

  @Test
  void theRunTellsWhoeverAsksWhatPeopleAreAskedNow() {
    WorkflowStub run = asked(null);
    run.signal("decide", vote("anna", "approve"));
    awaitLatest(view -> view.ballot().votes().size() == 1);
    assertThat(run.query(TaskWord.QUERY, TaskWord.class))
        .isEqualTo(new TaskWord(List.of(rig.latest()), List.of()));
    run.signal("decide", vote("bob", "approve"));
    run.getResult(Result.class);

    assertThat(run.query(TaskWord.QUERY, TaskWord.class))
        .isEqualTo(new TaskWord(List.of(), List.of(rig.latest())));
    assertThat(rig.latest().state()).isEqualTo(TaskView.State.decided);
    assertThat(rig.latest().namespace()).isEqualTo("default");
    assertThat(rig.tasks)
        .extracting(TaskView::told)
        .as("each word has a greater number")
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void whoWasAddedIsAskedInThatTierOnly() {
    WorkflowStub run = asked(null);
    run.signal("act", act(Act.Kind.add, "anna", "emil", null));
    awaitLatest(view -> view.ballot().added().equals(List.of("emil")));
    rig.temporal.sleep(Duration.ofHours(1));
    awaitLatest(view -> view.tier().equals("role:head"));

    assertThat(rig.latest().ballot().added()).isEmpty();
    run.cancel();
  }

  @Test
  void whatCannotBeDoneStopsNothing() {
    WorkflowStub run = asked(null);
    run.signal("act");
    run.signal("act", Map.of("kind", "dance", "by", "anna"));
    run.signal("act", Map.of("kind", "delegate", "by", "anna"));
    run.signal("act", Map.of("kind", "comment", "by", "anna", "taskId", "another"));
    run.signal("decide", vote("anna", "approve"));
    run.signal("decide", vote("bob", "approve"));

    assertThat(run.getResult(Result.class).by()).isEqualTo("bob");
    assertThat(rig.latest().comments()).isEmpty();
  }

  private void awaitLatest(Predicate<TaskView> holds) {
    await().until(() -> holds.test(rig.latest()));
  }

  private WorkflowStub asked(@Nullable String requestedBy) {
    WorkflowStub run = rig.ask("offer-7", request(requestedBy));
    await().until(() -> !rig.tasks.isEmpty());
    return run;
  }

  private static Request request(@Nullable String requestedBy) {
    return new Request(
        "May offer 7 go out?",
        Map.of(),
        List.of("approve", "reject", "later"),
        null,
        "board",
        requestedBy);
  }

  private static Decision vote(String by, String choice) {
    return new Decision(TASK, "d-" + by, choice, null, by, null, null);
  }

  private static Act act(Act.Kind kind, String by, @Nullable String person, @Nullable String say) {
    return new Act(TASK, "a-" + kind + by, kind, by, person, say, null, null);
  }
}
