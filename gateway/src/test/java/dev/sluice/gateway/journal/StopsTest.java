package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stopped and let go, without a dispatcher. */
class StopsTest {

  private static final Retry RETRY = new Retry(3, Duration.ofSeconds(2), 2);

  @TempDir Path folder;
  private final FailingCommits commits = new FailingCommits();
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    var meters = new SimpleMeterRegistry();
    database = commits.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal = Journal.open(database, new JournalConfig(folder, clock, Duration.ofDays(30)), meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRetryWhoseCommitIsInDoubtComesToItsTime() {
    keep("order-1");
    mark(new Outcome.Started("run-1"));
    inDoubt(() -> journal.runs().end(List.of(failed()), route -> Optional.of(RETRY)));
    assertThat(journal.runs().open(Place.START, 1)).isEmpty();

    assertThat(journal.stops().letDueGo()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(journal.stops().letDueGo()).isTrue();
    assertThat(journal.stops().takeReleased(10)).hasSize(1);
  }

  @Test
  void aPauseOrAResumeInDoubtIsWhatTheFileSaysItIs() {
    inDoubt(() -> journal.stops().pause("order", "anna"));
    journal.stops().recover();
    assertThat(journal.stops().isPaused("order")).isTrue();

    inDoubt(() -> journal.stops().resume("order", "anna"));
    journal.stops().recover();
    assertThat(journal.stops().isPaused("order")).isFalse();
    assertThat(journal.stops().inUse()).isFalse();
  }

  private void inDoubt(Write write) {
    commits.arm();
    assertThatThrownBy(() -> write.submit().join()).hasCauseInstanceOf(JournalUnavailable.class);
  }

  private interface Write {
    CompletableFuture<?> submit();
  }

  private RunBook.End failed() {
    RunBook.Run run = journal.runs().open(Place.START, 1).get(0);
    return new RunBook.End(run, "run-1", RunStatus.failed, clock.instant(), "it failed");
  }

  private void keep(String workflowId) {
    journal.append(entry(event(workflowId, "{}"), start(workflowId))).join();
  }

  private void mark(Outcome outcome) {
    Held work = journal.backlog().after(Place.START, 1).work().get(0);
    journal.backlog().mark(work, outcome).join();
  }
}
