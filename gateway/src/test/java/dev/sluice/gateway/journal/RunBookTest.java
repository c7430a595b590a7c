package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunBookTest {

  @TempDir Path folder;

  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), new SimpleMeterRegistry());
    JournalConfig config = new JournalConfig(folder, Clock.systemUTC(), Duration.ofDays(30));
    journal = Journal.open(database, config, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aHeldStartIsARunThatIsHeld() {
    keep("1", "order-1");
    keep("2", "order-2");
    mark(new Outcome.Started("run-1"));

    assertThat(journal.runs().find("order-2")).isPresent();
    assertThat(ids(null)).containsExactly("order-2", "order-1");
    assertThat(ids(RunBook.HELD)).containsExactly("order-2");
    assertThat(ids("running")).containsExactly("order-1");
  }

  @Test
  void aStartThatDiedIsNoRun() {
    keep("1", "order-1");
    mark(new Outcome.Dead("workflowIdConflict", "somebody else has it"));

    assertThat(journal.runs().find("order-1")).isEmpty();
    assertThat(ids(null)).isEmpty();
  }

  @Test
  void everyRunOfOneEventIsInAPage() {
    journal.append(entry(event("1", "{}"), start("order-1"), start("order-2"))).join();
    keep("2", "order-3");

    Page<RunBook.Run> first = journal.runs().list(null, null, 1, null);
    Page<RunBook.Run> second = journal.runs().list(null, null, 1, first.next());
    Page<RunBook.Run> third = journal.runs().list(null, null, 1, second.next());
    assertThat(Stream.of(first, second, third).flatMap(page -> page.items().stream()))
        .extracting(run -> run.target().workflowId())
        .containsExactly("order-3", "order-2", "order-1");
    assertThat(third.next()).isNull();
  }

  @Test
  void theRoundOfRunsThatRunComesToEveryRunOfOneEvent() {
    journal.append(entry(event("1", "{}"), start("order-1"), start("order-2"))).join();
    mark(new Outcome.Started("run-1"));
    mark(new Outcome.Started("run-2"));

    RunBook.Run first = journal.runs().open(Backlog.Place.START, 1).get(0);
    assertThat(first.target().workflowId()).isEqualTo("order-1");
    assertThat(journal.runs().open(first.place(), 1))
        .extracting(run -> run.target().workflowId())
        .containsExactly("order-2");
  }

  @Test
  void aMarkThatIsRepeatedDoesNotBringARunThatHasEndedBack() {
    keep("1", "order-1");
    Held work = journal.backlog().after(Backlog.Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, new Outcome.Started("run-1")).join();
    end(RunStatus.completed, Optional.empty());

    journal.backlog().mark(work, new Outcome.Started("run-1")).join();
    assertThat(ids("running")).isEmpty();
    assertThat(ids("completed")).containsExactly("order-1");
  }

  @Test
  void aMarkThatIsRepeatedDoesNotTakeTheRetryOfARunThatFailed() {
    keep("1", "order-1");
    Held work = journal.backlog().after(Backlog.Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, new Outcome.Started("run-1")).join();
    end(RunStatus.failed, Optional.of(new Retry(3, Duration.ZERO, 2)));

    journal.backlog().mark(work, new Outcome.Started("run-1")).join();
    journal.backlog().mark(work, new Outcome.HeldOn("busy", "busy", null)).join();
    assertThat(ids("running")).isEmpty();
    Verdict verdict = journal.find(work.event().eid()).orElseThrow().verdicts().get(0);
    assertThat(verdict.reason()).isEqualTo(Reasons.RETRYING);
    assertThat(journal.stops().letDueGo()).isTrue();
  }

  private void end(RunStatus status, Optional<Retry> retry) {
    RunBook.Run run = journal.runs().open(Backlog.Place.START, 1).get(0);
    var end = new RunBook.End(run, "run-1", status, Instant.now(), "it ended");
    journal.runs().end(List.of(end), route -> retry).join();
  }

  private List<String> ids(@Nullable String status) {
    return journal.runs().list(status, null, 10, null).items().stream()
        .map(run -> run.target().workflowId())
        .toList();
  }

  private void keep(String id, String workflowId) {
    journal.append(entry(event(id, "{}"), start(workflowId))).join();
  }

  private void mark(Outcome outcome) {
    Held work = journal.backlog().after(Backlog.Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, outcome).join();
  }
}
