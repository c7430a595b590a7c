package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When those who are asked are asked again: as the inbox is told, and as the run itself does. */
class ReminderTest {

  private static final String ID = "claim-1";

  /** 2026-03-27 is a Friday; two days later Berlin's nine o'clock moves from 8:00 to 7:00 UTC. */
  private static final Instant BEFORE_DAWN = Instant.parse("2026-03-27T02:00:00Z");

  private static final Hours OFFICE =
      new Hours(
          "Europe/Berlin",
          List.of(
              DayOfWeek.MONDAY,
              DayOfWeek.TUESDAY,
              DayOfWeek.WEDNESDAY,
              DayOfWeek.THURSDAY,
              DayOfWeek.FRIDAY),
          LocalTime.of(9, 0),
          LocalTime.of(17, 0),
          List.of());

  /** What lies between a workflow task and its timer's beginning, on a machine with much to do. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private Optional<TaskRig> opened = Optional.empty();

  @AfterEach
  void stop() {
    opened.ifPresent(TaskRig::close);
  }

  @Test
  void eachTierIsRemindedFromItsOwnStartOn() {
    TaskRig rig = climbed(null);

    assertThat(remind(rig, 0))
        .containsExactly(
            due(rig, 0).minus(hours(8)),
            due(rig, 0).minus(hours(4)),
            due(rig, 0).minus(hours(3)).minusSeconds(1));
    assertThat(due(rig, 0))
        .as("some moments after the run's start, when the inbox has it")
        .isBetween(BEFORE_DAWN.plus(hours(12)), BEFORE_DAWN.plus(hours(12)).plusSeconds(20));
    assertThat(remind(rig, 1)).containsExactly(due(rig, 1).minus(hours(1)));
    assertThat(due(rig, 1))
        .isBetween(due(rig, 0).plus(hours(2)), due(rig, 0).plus(hours(2)).plus(SOON));
    assertThat(remind(rig, 2)).isEmpty();
    assertRemindedAt(rig, 4);
  }

  @Test
  void atNightItWaitsForTheNextOpeningInItsZone() {
    TaskRig rig = climbed(OFFICE);

    assertThat(remind(rig, 0))
        .containsExactly(
            Instant.parse("2026-03-27T12:00:00Z"),
            Instant.parse("2026-03-27T16:00:00Z"),
            Instant.parse("2026-03-30T07:59:59Z"));
    assertThat(due(rig, 0)).isEqualTo("2026-03-30T11:00:00Z");
    assertThat(remind(rig, 1)).containsExactly(due(rig, 1).minus(hours(1)));
    assertRemindedAt(rig, 4);
  }

  @Test
  void aSecondAfterTheyHaveGoneIsTheFirstOfTheNextDay() {
    TaskRig rig =
        climbed(OFFICE, new Ladder.Tier("role:clerk", hours(9), List.of(hours(8).plusSeconds(1))));

    assertThat(remind(rig, 0)).containsExactly(Instant.parse("2026-03-30T07:00:01Z"));
    assertRemindedAt(rig, 1);
  }

  @Test
  void whatIsParkedRemindsNobody() {
    TaskRig rig = rig(null, "park", new Ladder.Tier("role:clerk", hours(2), List.of(hours(1))));
    WorkflowStub run = ask(rig);
    rig.temporal.sleep(hours(3));
    await().until(() -> !rig.tasks.isEmpty() && rig.latest().due() == null);

    assertThat(rig.latest().remind()).isEmpty();
    assertThat(rig.tasks.get(0).remind()).hasSize(1);
    run.cancel();
  }

  private TaskRig climbed(@Nullable Hours hours) {
    return climbed(
        hours,
        new Ladder.Tier(
            "role:clerk", hours(12), List.of(hours(9).minusSeconds(1), hours(4), hours(8))),
        new Ladder.Tier("role:lead", hours(2), List.of(hours(3), hours(1), hours(2))),
        new Ladder.Tier("role:head", hours(1), List.of()));
  }

  /** A run that nobody answered. */
  private TaskRig climbed(@Nullable Hours hours, Ladder.Tier... tiers) {
    TaskRig rig = rig(hours, "reject", tiers);
    assertThat(ask(rig).getResult(Result.class).answered()).isFalse();
    return rig;
  }

  private TaskRig rig(@Nullable Hours hours, String otherwise, Ladder.Tier... tiers) {
    TaskRig rig = new TaskRig(new Ladder("office", List.of(tiers), otherwise, hours), BEFORE_DAWN);
    opened = Optional.of(rig);
    return rig;
  }

  private static WorkflowStub ask(TaskRig rig) {
    return rig.ask(ID, new Request("Paid?", Map.of(), null, null, "office", null));
  }

  private static TaskView asked(TaskRig rig, int round) {
    return rig.tasks.stream()
        .filter(view -> view.state() == TaskView.State.open && view.ballot().round() == round)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static List<Instant> remind(TaskRig rig, int round) {
    return asked(rig, round).remind().stream().map(Instant::parse).toList();
  }

  private static Instant due(TaskRig rig, int round) {
    return Instant.parse(Objects.requireNonNull(asked(rig, round).due()));
  }

  /** The run reminds when it has told the inbox that it will. */
  private static void assertRemindedAt(TaskRig rig, int count) {
    List<Instant> planned =
        rig.tasks.stream()
            .map(view -> view.ballot().round())
            .distinct()
            .flatMap(round -> remind(rig, round).stream())
            .toList();
    List<Instant> reminded = new ArrayList<>();
    List<Instant> told = toldAt(rig);
    for (int i = 0; i < rig.events.size(); i++) {
      if (!Objects.equals(rig.events.get(i).data().getOrDefault("reminder", 0), 0)) {
        reminded.add(told.get(i));
      }
    }
    assertThat(reminded).hasSameSizeAs(planned).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(reminded.get(i)).isBetween(planned.get(i), planned.get(i).plus(SOON));
    }
  }

  /** When the run told its events, one after the other. */
  private static List<Instant> toldAt(TaskRig rig) {
    return rig.history(ID).stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        .filter(ReminderTest::isPublish)
        .map(event -> Instant.ofEpochMilli(Timestamps.toMillis(event.getEventTime())))
        .toList();
  }

  private static boolean isPublish(HistoryEvent event) {
    return event
        .getActivityTaskScheduledEventAttributes()
        .getActivityType()
        .getName()
        .equals("events.publish");
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }
}
