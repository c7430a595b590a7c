package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Hours;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.TaskView;
import io.temporal.api.enums.v1.EventType;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A question on its way up: the clerk, then the manager, then what holds without an answer. */
class LadderTest {

  private static final String TASK = "order-1:review";

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatNobodyAnswersGoesToTheNextTierAndThenTheDefaultHolds() {
    rig.world.askForReview(ladder(null));
    OrderResult result = rig.run(Rig.order());

    assertThat(result.outcome()).isEqualTo(Outcome.refused);
    assertThat(result.reason()).contains("nobody answered in time");
    assertThat(rig.took()).isBetween(Duration.ofMinutes(75), Duration.ofMinutes(76));
    assertThat(rig.world.tasks)
        .extracting(TaskView::tier, TaskView::state)
        .containsExactly(
            tuple("role:clerk", TaskView.State.open),
            tuple("role:manager", TaskView.State.open),
            tuple("role:manager", TaskView.State.expired));
    assertThat(rig.world.events)
        .filteredOn(event -> event.type().equals("order.reviewRequested"))
        .extracting(event -> event.data().get("assignee"), event -> event.data().get("reminder"))
        .containsExactly(
            tuple("role:clerk", 0),
            tuple("role:clerk", 1),
            tuple("role:manager", 0),
            tuple("role:manager", 1));
    assertThat(timers()).hasSize(4);
  }

  @Test
  void theNextTiersAnswerDecides() {
    rig.world.askForReview(ladder(null));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    rig.temporal.sleep(Duration.ofMinutes(20));
    Progress progress = rig.awaitProgress(p -> String.valueOf(p.waitsFor()).contains("manager"));
    assertThat(progress.waitsFor()).isEqualTo("role:manager to answer order-1:review");
    rig.decide(new Decision(TASK, "d-1", "approve", null, "mara", null, null));

    assertThat(rig.result().outcome()).isEqualTo(Outcome.confirmed);
    assertThat(rig.world.tasks)
        .extracting(TaskView::tier, TaskView::state)
        .endsWith(tuple("role:manager", TaskView.State.decided));
  }

  @Test
  void withHoursTheClockStandsStillAtNight() {
    Instant now = Instant.ofEpochMilli(rig.temporal.currentTimeMillis());
    DayOfWeek today = now.atZone(ZoneOffset.UTC).getDayOfWeek();
    Hours anHourAWeek =
        new Hours("UTC", List.of(today.plus(2)), LocalTime.of(0, 0), LocalTime.of(1, 0), List.of());
    rig.world.askForReview(ladder(anHourAWeek));
    OrderResult result = rig.run(Rig.order());

    assertThat(result.reason()).contains("nobody answered in time");
    Instant opens =
        now.atZone(ZoneId.of("UTC"))
            .toLocalDate()
            .plusDays(2)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    TaskView first = rig.world.tasks.get(0);
    assertThat(Instant.parse(Objects.requireNonNull(first.due())))
        .isEqualTo(opens.plus(Duration.ofMinutes(15)));
    TaskView second = rig.world.tasks.get(1);
    assertThat(Instant.parse(Objects.requireNonNull(second.due())))
        .as("the hour of the manager is over in the next week")
        .isAfterOrEqualTo(opens.plus(Duration.ofDays(7)).plus(Duration.ofMinutes(15)))
        .isBefore(opens.plus(Duration.ofDays(7)).plus(Duration.ofMinutes(16)));
  }

  private List<String> timers() {
    return rig.history().stream()
        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .map(e -> e.getUserMetadata().getSummary().getData().toStringUtf8())
        .toList();
  }

  private static Ladder ladder(@Nullable Hours hours) {
    return new Ladder(
        "order-review",
        List.of(
            new Ladder.Tier("role:clerk", Duration.ofMinutes(15), List.of(Duration.ofMinutes(10))),
            new Ladder.Tier("role:manager", Duration.ofHours(1), List.of(Duration.ofMinutes(30)))),
        "reject",
        hours);
  }
}
