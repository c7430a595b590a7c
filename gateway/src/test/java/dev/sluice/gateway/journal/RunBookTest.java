package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunBookTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);

  @Test
  void aHeldStartIsARunThatIsHeld() {
    keep("1", "order-1");
    keep("2", "order-2");
    opened.mark(new Outcome.Started("run-1"));

    assertThat(opened.journal().runs().find("order-2")).isPresent();
    assertThat(ids(null)).containsExactly("order-2", "order-1");
    assertThat(ids(RunBook.HELD)).containsExactly("order-2");
    assertThat(ids("running")).containsExactly("order-1");
  }

  @Test
  void aStartThatDiedIsNoRun() {
    keep("1", "order-1");
    opened.mark(new Outcome.Dead("workflowIdConflict", "somebody else has it"));

    assertThat(opened.journal().runs().find("order-1")).isEmpty();
    assertThat(ids(null)).isEmpty();
  }

  @Test
  void everyRunOfOneEventIsInAPage() {
    opened.append(event("1", "{}"), start("order-1"), start("order-2"));
    keep("2", "order-3");

    Page<RunBook.Run> first = opened.journal().runs().list(null, null, 1, null);
    Page<RunBook.Run> second = opened.journal().runs().list(null, null, 1, first.next());
    Page<RunBook.Run> third = opened.journal().runs().list(null, null, 1, second.next());
    assertThat(Stream.of(first, second, third).flatMap(page -> page.items().stream()))
        .extracting(run -> run.target().workflowId())
        .containsExactly("order-3", "order-2", "order-1");
    assertThat(third.next()).isNull();
  }

  @Test
  void theRoundOfRunsThatRunComesToEveryRunOfOneEvent() {
    opened.append(event("1", "{}"), start("order-1"), start("order-2"));
    opened.mark(new Outcome.Started("run-1"));
    opened.mark(new Outcome.Started("run-2"));

    RunBook.Run first = opened.journal().runs().open(Backlog.Place.START, 1).get(0);
    assertThat(first.target().workflowId()).isEqualTo("order-1");
    assertThat(opened.journal().runs().open(first.place(), 1))
        .extracting(run -> run.target().workflowId())
        .containsExactly("order-2");
  }

  @Test
  void aMarkThatIsRepeatedDoesNotBringARunThatHasEndedBack() {
    keep("1", "order-1");
    Held work = opened.next();
    opened.journal().backlog().mark(work, new Outcome.Started("run-1")).join();
    end(RunStatus.completed, Optional.empty());

    opened.journal().backlog().mark(work, new Outcome.Started("run-1")).join();
    assertThat(ids("running")).isEmpty();
    assertThat(ids("completed")).containsExactly("order-1");
  }

  @Test
  void aMarkThatIsRepeatedDoesNotTakeTheRetryOfARunThatFailed() {
    keep("1", "order-1");
    Held work = opened.next();
    opened.journal().backlog().mark(work, new Outcome.Started("run-1")).join();
    end(RunStatus.failed, Optional.of(new Retry(3, Duration.ZERO, 2)));

    opened.journal().backlog().mark(work, new Outcome.Started("run-1")).join();
    opened.journal().backlog().mark(work, new Outcome.HeldOn("busy", "busy", null)).join();
    assertThat(ids("running")).isEmpty();
    Verdict verdict = opened.journal().find(work.event().eid()).orElseThrow().verdicts().get(0);
    assertThat(verdict.reason()).isEqualTo(Reasons.RETRYING);
    assertThat(opened.journal().stops().letDueGo()).isTrue();
  }

  private void end(RunStatus status, Optional<Retry> retry) {
    RunBook.Run run = opened.journal().runs().open(Backlog.Place.START, 1).get(0);
    var end = new RunBook.End(run, "run-1", status, Instant.now(), "it ended");
    opened.journal().runs().end(List.of(end), route -> retry).join();
  }

  private List<String> ids(@Nullable String status) {
    return opened.journal().runs().list(status, null, 10, null).items().stream()
        .map(run -> run.target().workflowId())
        .toList();
  }

  private void keep(String id, String workflowId) {
    opened.append(event(id, "{}"), start(workflowId));
  }
}
