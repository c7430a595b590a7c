package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.task.Ballot;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Delivery;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ForgettingTest {

  private static final Duration KEEP = Duration.ofDays(90);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private Forgetting forgetting;
  private Inbox inbox;

  @BeforeEach
  void open() {
    forgetting = opened.forgetting(KEEP);
    inbox =
        new Inbox(
            opened.database(), (id, decision) -> Delivery.Outcome.taken, clock, Duration.ZERO);
  }

  @AfterEach
  void close() {
    inbox.close();
    forgetting.close();
  }

  @Test
  void whatIsOldEnoughIsGoneWithItsVerdicts() {
    for (int i = 0; i < 450; i++) {
      keep("old-" + i);
    }
    clock.advance(KEEP.dividedBy(2));
    Event young = keep("young");
    clock.advance(KEEP.dividedBy(2).plusSeconds(1));
    Event newest = keep("newest");

    assertThat(forgetting.now()).isEqualTo(450);
    assertThat(opened.meters().get("sluice.events.forgotten").counter().count()).isEqualTo(450);
    assertThat(opened.journal().find(young.eid())).isPresent();
    assertThat(opened.journal().find(newest.eid())).isPresent();
    assertThat(opened.rows("events")).isEqualTo(2);
    assertThat(opened.rows("verdicts")).isEqualTo(2);
    assertThat(forgetting.now()).isZero();
  }

  @Test
  void whatIsHeldOrRunsStaysUntilItIsOver() {
    Event running = keep("running", start("order-1"));
    opened.mark(new Outcome.Started("run-1"));
    Event note = keep("note", Entries.signal("order-1", new Action.IfAbsent.Dead()));
    opened.mark(new Outcome.Signalled());
    Event held = keep("held", start("order-2"));
    clock.advance(KEEP.multipliedBy(2));
    keep("newest");

    assertThat(forgetting.now()).isZero();
    RunBook.Run run = opened.journal().runs().find("order-1").orElseThrow();
    opened
        .journal()
        .runs()
        .end(
            List.of(new End(run, "run-1", RunStatus.completed, Instant.EPOCH, null)),
            route -> Optional.empty())
        .join();
    assertThat(forgetting.now()).isEqualTo(2);
    assertThat(opened.journal().find(running.eid())).isEmpty();
    assertThat(opened.journal().find(note.eid())).isEmpty();
    assertThat(opened.journal().runs().find("order-1")).isEmpty();
    assertThat(opened.journal().find(held.eid())).isPresent();
  }

  @Test
  void theJournalsOrderGoesOnAlsoWhenAllIsOld() {
    keep("1");
    Event last = keep("2");
    long seq = opened.journal().find(last.eid()).orElseThrow().seq();
    clock.advance(KEEP.multipliedBy(2));

    assertThat(forgetting.now()).isEqualTo(1);
    Event next = keep("3");
    assertThat(opened.journal().find(next.eid()).orElseThrow().seq()).isGreaterThan(seq);
  }

  /** What a clock that was put back has left waits; its minute costs no look at the young. */
  @Test
  void nothingIsLookedAtBehindTheFirstThatIsYoung() {
    clock.advance(KEEP.multipliedBy(2));
    Event young = keep("young");
    clock.advance(KEEP.multipliedBy(-2));
    Event behind = keep("old, behind a young one");
    clock.advance(KEEP.multipliedBy(2));
    keep("newest");

    assertThat(forgetting.now()).isZero();
    clock.advance(KEEP.plusSeconds(1));
    assertThat(forgetting.now()).isEqualTo(2);
    assertThat(opened.journal().find(young.eid())).isEmpty();
    assertThat(opened.journal().find(behind.eid())).isEmpty();
  }

  @Test
  void closedTasksGoWithTheLastRunOfTheirWorkflowId() {
    Duration half = KEEP.dividedBy(2);
    ended("order-1", "run-1");
    clock.advance(half);
    ended("order-1", "run-2");
    clock.advance(half.plusSeconds(1));
    keep("newest");
    task("order-1", Task.State.open);
    decide("order-1");
    task("order-1", Task.State.decided);
    task("order-1:other", Task.State.decided);

    assertThat(forgetting.now()).isEqualTo(1);
    assertThat(inbox.find("order-1:review")).isPresent();
    clock.advance(half);
    assertThat(forgetting.now()).isEqualTo(1);
    assertThat(inbox.find("order-1:review")).isEmpty();
    assertThat(opened.rows("said")).isZero();
    assertThat(inbox.find("order-1:other:review")).isPresent();
  }

  @Test
  void closedTasksWithoutARunGoOnceTheyHaveNotChangedForAsLong() {
    task("by-hand", Task.State.open);
    decide("by-hand");
    task("never-closed", Task.State.open);
    clock.advance(KEEP.dividedBy(2));
    task("by-hand", Task.State.decided);
    clock.advance(KEEP.dividedBy(2).plusSeconds(1));

    forgetting.now();
    assertThat(inbox.find("by-hand:review")).isPresent();
    clock.advance(KEEP);
    forgetting.now();
    assertThat(inbox.find("by-hand:review")).isEmpty();
    assertThat(opened.rows("said")).isZero();
    assertThat(inbox.find("never-closed:review")).isPresent();
  }

  private void ended(String workflowId, String runId) {
    keep(runId, start(workflowId));
    opened.mark(new Outcome.Started(runId));
    RunBook.Run run = opened.journal().runs().find(workflowId).orElseThrow();
    opened
        .journal()
        .runs()
        .end(
            List.of(new End(run, runId, RunStatus.failed, clock.instant(), null)),
            route -> Optional.empty())
        .join();
  }

  private void task(String workflowId, Task.State state) {
    inbox
        .put(
            new Task(
                workflowId + ":review",
                workflowId,
                state,
                "Ship it?",
                Entries.json("{\"email\":\"a@b.example\"}"),
                List.of("approve"),
                "role:clerk",
                null,
                null,
                List.of(),
                Ballot.PLAIN,
                List.of()))
        .join();
  }

  private void decide(String workflowId) {
    assertThat(inbox.decide(workflowId + ":review", "approve", "she called", voter("ada")).join())
        .isInstanceOf(Decided.Kept.class);
  }

  private Event keep(String id, Planned... planned) {
    Event event = event(id, "{}");
    opened.append(event, planned);
    return event;
  }
}
