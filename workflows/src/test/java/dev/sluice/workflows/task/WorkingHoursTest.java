package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.task.TaskWorkflow.Request;
import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tier whose time passes by the clocks of Berlin, in a run from its beginning to its default. */
class WorkingHoursTest {

  @ParameterizedTest
  @CsvSource({
    // On 2026-03-29 it is three o'clock after two, on 2026-10-25 it is two o'clock twice.
    "2026-03-28T23:30:00Z, 01:00, 04:00, PT2H30M, 2026-03-29T23:30:00Z, the short night has 2 hours",
    "2026-10-24T22:30:00Z, 01:00, 04:00, PT3H30M, 2026-10-25T02:30:00Z, the long night has 4 hours",
    "2026-11-20T15:45:00Z, 09:00, 17:00, PT14M, 2026-11-20T15:59:00Z, the last but one minute is in the day",
    "2026-11-20T15:45:00Z, 09:00, 17:00, PT16M, 2026-11-21T08:01:00Z, one minute more is tomorrow",
  })
  void aTierEndsWhenItsWorkingTimeIsOver(
      Instant begin, LocalTime from, LocalTime to, Duration within, Instant due, String what) {
    Hours hours = new Hours("Europe/Berlin", List.of(DayOfWeek.values()), from, to, List.of());
    Ladder ladder =
        new Ladder(
            "office", List.of(new Ladder.Tier("role:clerk", within, List.of())), "reject", hours);
    try (TaskRig rig = new TaskRig(ladder, begin)) {
      WorkflowStub run =
          rig.ask("claim-1", new Request("Paid?", Map.of(), null, null, "office", null));

      assertThat(run.getResult(Result.class).answered()).isFalse();
      // The clock begins when the inbox has the question, some moments after the run does.
      assertThat(Instant.parse(String.valueOf(rig.latest().due())))
          .as(what)
          .isBetween(due, due.plusSeconds(20));
      assertThat(run.describe().getCloseTime()).isBetween(due, due.plusSeconds(40));
    }
  }
}
