package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What happens in the same moment: a run finds all of it in one task, in an order that is given.
 */
class SameMomentTest {

  private static final String ID = "offer-7";
  private static final String TASK = ID + ":task";
  private static final EventType SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED;
  private static final EventType FIRED = EventType.EVENT_TYPE_TIMER_FIRED;
  private static final Instant BEGIN = Instant.parse("2026-11-23T09:00:00Z");
  private static final Ladder.Tier TWO_OF_THREE =
      new Ladder.Tier("role:lead", Duration.ofHours(1), List.of(), 2, 3);

  private TaskRig rig =
      new TaskRig(
          new Ladder(
              "board",
              List.of(
                  tier("role:lead", 1, List.of(Duration.ofMinutes(30))),
                  tier("role:head", 2, List.of())),
              "reject",
              null),
          BEGIN);

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void ofTwoAnswersTheFirstHoldsAndBothAreHeard() throws Exception {
    WorkflowStub run = asked();
    rig.inOneTask(
        run,
        () -> {
          answer(run, "lena", "approve", 0);
          answer(run, "leo", "reject", 0);
        });

    assertThat(run.getResult(Result.class))
        .isEqualTo(new Result(TASK, "approve", true, "lena", null, null));
    assertThat(toldInOneTask()).contains(List.of(SIGNALED, SIGNALED));
    assertThat(rig.latest().heard()).containsExactly("d-lena", "d-leo");
    assertThat(rig.latest().ballot().votes()).extracting(Decision::by).containsExactly("lena");
    assertThat(rig.replay(ID)).isEmpty();
  }

  @Test
  void ofThreeAnswersOfAQuorumThoseThatAgreeDecide() throws Exception {
    rig.close();
    rig = new TaskRig(new Ladder("board", List.of(TWO_OF_THREE), "reject", null), BEGIN);
    WorkflowStub run = asked();
    rig.inOneTask(
        run,
        () -> {
          answer(run, "lena", "approve", 0);
          answer(run, "leo", "reject", 0);
          answer(run, "lena", "approve", 0);
          answer(run, "hilda", "approve", 0);
        });

    assertThat(run.getResult(Result.class).by()).isEqualTo("hilda");
    assertThat(rig.latest().ballot().votes())
        .extracting(Decision::by)
        .containsExactly("lena", "leo", "hilda");
  }

  @ParameterizedTest
  @CsvSource({"30, 0, 1", "60, 0, 2", "180, 1, 3"})
  void anAnswerJustBeforeATimerFiresCounts(int minute, int round, int asked) throws Exception {
    Instant fires = BEGIN.plus(Duration.ofMinutes(minute));
    WorkflowStub run = asked();
    sleepUntil(fires.minusSeconds(3));
    rig.inOneTask(
        run,
        () -> {
          answer(run, "lena", "approve", round);
          assertThat(rig.temporal.currentTimeMillis()).isLessThan(fires.toEpochMilli());
          awaitPassed(fires);
        });

    assertThat(run.getResult(Result.class).by()).isEqualTo("lena");
    assertThat(toldInOneTask()).contains(List.of(SIGNALED, FIRED));
    assertThat(timesAsked()).isEqualTo(asked);
    assertThat(rig.latest().ballot().round()).as("no further tier is turned to").isEqualTo(round);
    rig.replay(ID);
  }

  @ParameterizedTest
  @CsvSource({"30, 0, 1", "60, 0, 2", "180, 1, 3"})
  void anAnswerJustAfterATimerHasFiredCounts(int minute, int round, int asked) throws Exception {
    Instant fires = BEGIN.plus(Duration.ofMinutes(minute));
    WorkflowStub run = asked();
    sleepUntil(fires.minusSeconds(3));
    rig.inOneTask(
        run,
        () -> {
          awaitPassed(fires);
          answer(run, "lena", "approve", round);
        });

    assertThat(run.getResult(Result.class).by()).isEqualTo("lena");
    assertThat(toldInOneTask()).contains(List.of(FIRED, SIGNALED));
    assertThat(timesAsked()).isEqualTo(asked);
    assertThat(rig.latest().ballot().round()).as("no further tier is turned to").isEqualTo(round);
    rig.replay(ID);
  }

  private void sleepUntil(Instant when) {
    rig.temporal.sleep(
        Duration.between(Instant.ofEpochMilli(rig.temporal.currentTimeMillis()), when));
    rig.awaitStill(ID);
  }

  /** The server's timers fire within this. */
  private void awaitPassed(Instant when) {
    long then = when.plusMillis(800).toEpochMilli();
    await().until(() -> rig.temporal.currentTimeMillis() > then);
  }

  /** With reminders. */
  private long timesAsked() {
    return rig.events.stream().filter(event -> event.type().equals("task.asked")).count();
  }

  private List<List<EventType>> toldInOneTask() {
    List<List<EventType>> tasks = new ArrayList<>();
    List<EventType> told = new ArrayList<>();
    for (EventType type : rig.types(ID)) {
      if (type == SIGNALED || type == FIRED) {
        told.add(type);
      } else if (type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED) {
        tasks.add(told);
        told = new ArrayList<>();
      }
    }
    return tasks;
  }

  private static Ladder.Tier tier(String to, int hours, List<Duration> remind) {
    return new Ladder.Tier(to, Duration.ofHours(hours), remind);
  }

  private WorkflowStub asked() {
    WorkflowStub run = rig.ask(ID, new Request("May it go?", Map.of(), null, null, "board", null));
    rig.awaitStill(ID);
    return run;
  }

  private static void answer(WorkflowStub run, String by, String choice, int round) {
    run.signal("decide", new Decision(TASK, "d-" + by, choice, null, by, null, round));
  }
}
