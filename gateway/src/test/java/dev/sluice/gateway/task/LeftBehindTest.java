package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.LeftBehindRig.LEDGER;
import static dev.sluice.gateway.task.LeftBehindRig.TASK;
import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are terminated, on the in-process engine; what their ledgers answer is played. */
class LeftBehindTest {

  @TempDir Path folder;
  @RegisterExtension final LeftBehindRig left = new LeftBehindRig(() -> folder);

  @Test
  void aTerminatedRunBecomesATaskWithItsLedgerThatAPersonSettles() throws Exception {
    try (AutoCloseable worker = left.rig.worker()) {
      Event placed = left.started("order-1");
      left.terminate("order-1");

      Task task = left.awaitTask(each -> each.data().has("ledger"));

      assertThat(task.question()).contains("order-1", "terminated");
      assertThat(task.choices()).containsExactly("settle");
      assertThat(left.watched).extracting(Task::id).containsExactly(TASK);
      assertThat(task.data().path("status").asText()).isEqualTo("terminated");
      assertThat(task.data().path("runId").asText()).isEqualTo(left.rig.verdict(placed).runId());
      assertThat(task.data().path("ledger")).isEqualTo(LEDGER);
      assertThat(left.inbox.decide(TASK, "settle", " ", voter("ada")).join())
          .isInstanceOf(Decided.CommentMissing.class);
      assertThat(left.inbox.decide(TASK, "settle", "gave the money back", voter("ada")).join())
          .isInstanceOf(Decided.Taken.class);
      Task closed = left.awaitTask(each -> each.state() == Task.State.decided);
      assertThat(closed.decision()).extracting("comment").isEqualTo("gave the money back");
      assertThat(left.inbox.decide(TASK, "settle", "again", voter("bob")).join())
          .isInstanceOf(Decided.TooLate.class);
    }
  }

  @Test
  void theLedgerComesOnceTemporalAnswers() {
    left.ledger = new LedgerQuery.Answer.NotNow();
    left.started("order-1");
    left.terminate("order-1");
    left.leftBehind.start();
    Task without = left.awaitTask(each -> true);
    assertThat(without.data().path("ledgerMissing").asText()).contains("Temporal does not answer");

    left.ledger = new LedgerQuery.Answer.Steps(LEDGER);
    Task task = left.awaitTask(each -> each.data().has("ledger"));
    assertThat(task.data().has("ledgerMissing")).isFalse();
  }

  @Test
  void aRunThatWasResetIsFollowedAgainAndItsNextEndIsATaskOfItsOwn() {
    Event placed = left.terminated();
    left.rig.follower.close();
    left.described = target -> new Reply.Described("run-2", RunStatus.running, null, placed.eid());
    left.leftBehind.start();

    Task closed = left.awaitTask(each -> each.state() == Task.State.expired);
    assertThat(closed.question()).contains("the run goes on");
    assertThat(left.rig.verdict(placed).status()).isEqualTo(RunStatus.running);
    assertThat(left.rig.verdict(placed).runId()).isEqualTo("run-2");

    left.described = target -> new Reply.Absent("not open");
    RunBook.Run run = left.rig.journal.runs().find("order-1").orElseThrow();
    RunBook.End end = new RunBook.End(run, "run-2", RunStatus.timedOut, Instant.now(), null);
    left.rig.journal.runs().end(List.of(end), route -> Optional.empty()).join();

    Task second =
        await().until(() -> left.inbox.find(TASK + ":2"), Optional::isPresent).orElseThrow();
    assertThat(second.state()).isEqualTo(Task.State.open);
    assertThat(second.data().path("runId").asText()).isEqualTo("run-2");
    assertThat(left.inbox.find(TASK).orElseThrow().state()).isEqualTo(Task.State.expired);
    assertThat(left.inbox.decide(TASK + ":2", "settle", "by hand", voter("ada")).join())
        .isInstanceOf(Decided.Taken.class);
  }

  @Test
  void whatSomebodyStartedUnderTheSameIdIsNotTheRunThatWasCutOff() {
    Event placed = left.terminated();
    AtomicInteger looks = new AtomicInteger();
    left.described =
        target -> {
          looks.incrementAndGet();
          return new Reply.Described("run-2", RunStatus.running, null, UUID.randomUUID());
        };
    left.leftBehind.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() >= 2);
    assertThat(left.rig.verdict(placed).status()).isEqualTo(RunStatus.terminated);
    assertThat(left.inbox.find(TASK).orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void everyRunUnderOneIdThatIsCutOffBecomesATaskOfItsOwn() {
    Event first = left.terminated();
    left.endedElsewhere("order-1");
    left.leftBehind.start();

    Task task =
        await().until(() -> left.inbox.find(TASK + ":2"), Optional::isPresent).orElseThrow();
    assertThat(task.data().path("runId").asText()).isEqualTo("run-2");
    assertThat(left.inbox.find(TASK).orElseThrow().data().path("runId").asText())
        .isEqualTo(left.rig.verdict(first).runId());
  }

  @Test
  void aRunThatHasItsTaskIsNotReadAgain() {
    left.terminated();
    List<String> plan =
        left.rig.database.read(
            connection -> {
              try (var statement =
                  connection.prepareStatement("EXPLAIN QUERY PLAN " + EndedRows.WITHOUT_TASK)) {
                statement.setInt(1, 1);
                List<String> steps = new ArrayList<>();
                try (var row = statement.executeQuery()) {
                  while (row.next()) {
                    steps.add(row.getString("detail"));
                  }
                }
                return steps;
              }
            });
    assertThat(plan).first().asString().contains("runs USING INDEX runs_cut_off");
    assertThat(plan).noneMatch(step -> step.equals("SCAN v"));
    List<EndedRows.Ended> others = left.rig.database.read(rows -> EndedRows.withoutTask(rows, 1));
    assertThat(others).isEmpty();
  }

  @Test
  void aRunThatTimedOutAndIsToGoOnByItselfIsNoTask() {
    Event placed = left.started("order-1");
    RunBook.Run run = left.rig.journal.runs().find("order-1").orElseThrow();
    var end =
        new RunBook.End(
            run, String.valueOf(run.runId()), RunStatus.timedOut, Instant.now(), "timedOut");
    var unused =
        left.rig
            .journal
            .runs()
            .end(List.of(end), route -> Optional.of(new Retry(2, Duration.ofHours(1), 2)))
            .join();
    assertThat(left.rig.verdict(placed).kind()).isEqualTo(Kind.held);

    left.started("order-2");
    left.terminate("order-2");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> left.inbox.find("order-2:ended").isPresent());
    assertThat(left.inbox.find(TASK)).isEmpty();
  }
}
