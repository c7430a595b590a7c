package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are terminated, on the in-process engine; what their ledgers answer is played. */
class LeftBehindTest {

  private static final String TASK = "order-1:ended";
  private static final JsonNode LEDGER = JsonNodeFactory.instance.arrayNode().add("reserve");

  @TempDir Path folder;
  private InProcessTemporal temporal;
  private Rig rig;
  private Inbox inbox;
  private LeftBehind leftBehind;
  private volatile Delivery.Outcome delivery = Delivery.Outcome.absent;
  private volatile Function<Target, Reply> described = target -> new Reply.Absent("not open");
  private volatile LedgerQuery.Answer ledger = new LedgerQuery.Answer.Steps(LEDGER);

  @BeforeEach
  void open() throws IOException {
    temporal = InProcessTemporal.start();
    rig = Rig.inProcess(folder, temporal.address());
    described = rig.engine::describe;
    inbox =
        new Inbox(
            rig.database,
            (workflowId, decision) -> delivery,
            Clock.systemUTC(),
            Duration.ofSeconds(20));
    leftBehind =
        new LeftBehind(
            rig.database,
            rig.journal.runs(),
            inbox,
            target -> described.apply(target),
            run -> ledger,
            Clock.systemUTC());
    rig.journal.listen(leftBehind);
    rig.start();
  }

  @AfterEach
  void close() {
    leftBehind.close();
    inbox.close();
    rig.close();
    temporal.close();
  }

  @Test
  void aTerminatedRunBecomesATaskWithItsLedgerThatAPersonSettles() throws Exception {
    try (AutoCloseable worker = rig.worker()) {
      Event placed = rig.post("order.placed", "order-1");
      rig.awaitVerdict(placed, Kind.started);
      rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");

      Task task = awaitTask(each -> each.data().has("ledger"));

      assertThat(task.question()).contains("order-1", "terminated");
      assertThat(task.choices()).containsExactly("settle");
      assertThat(task.data().path("status").asText()).isEqualTo("terminated");
      assertThat(task.data().path("runId").asText()).isEqualTo(rig.verdict(placed).runId());
      assertThat(task.data().path("ledger")).isEqualTo(LEDGER);
      assertThat(inbox.decide(TASK, "settle", " ", "ada").join())
          .isInstanceOf(Decided.CommentMissing.class);
      assertThat(inbox.decide(TASK, "settle", "gave the money back", "ada").join())
          .isInstanceOf(Decided.Taken.class);
      Task closed = awaitTask(each -> each.state() == Task.State.decided);
      assertThat(closed.decision()).extracting("comment").isEqualTo("gave the money back");
      assertThat(inbox.decide(TASK, "settle", "again", "bob").join())
          .isInstanceOf(Decided.TooLate.class);
    }
  }

  @Test
  void theLedgerComesOnceTemporalAnswers() {
    ledger = new LedgerQuery.Answer.NotNow();
    rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");
    leftBehind.start();
    Task without = awaitTask(each -> true);
    assertThat(without.data().path("ledgerMissing").asText()).contains("Temporal does not answer");

    ledger = new LedgerQuery.Answer.Steps(LEDGER);
    Task task = awaitTask(each -> each.data().has("ledger"));
    assertThat(task.data().has("ledgerMissing")).isFalse();
  }

  @Test
  void aQuestionThatNoRunIsThereForAnyMoreIsClosed() throws Exception {
    try (AutoCloseable worker = rig.worker()) {
      Event placed = rig.post("order.placed", "order-1");
      rig.awaitVerdict(placed, Kind.started);
      inbox.put(review("order-1")).join();
      inbox.put(review("order-2")).join();
      rig.engine.client("").newUntypedWorkflowStub("order-1").signal("finish");
      rig.awaitStatus(placed, RunStatus.completed);

      await()
          .untilAsserted(
              () ->
                  assertThat(inbox.find("order-1:review"))
                      .get()
                      .extracting(Task::state)
                      .isEqualTo(Task.State.expired));
      assertThat(inbox.find("order-2:review").orElseThrow().state()).isEqualTo(Task.State.open);
      assertThat(inbox.find(TASK)).as("it came to its own end").isEmpty();
    }
  }

  @Test
  void whatARunWasToldBeforeItsEndHasDecidedItsQuestion() {
    delivery = Delivery.Outcome.taken;
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    inbox.put(review("order-1")).join();
    var decided = inbox.decide("order-1:review", "approve", "fine", "ada");
    awaitDelivery("taken");

    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");

    assertThat(decided.join()).isInstanceOf(Decided.Taken.class);
    Task stored = inbox.find("order-1:review").orElseThrow();
    assertThat(stored.state()).isEqualTo(Task.State.decided);
    assertThat(stored.decision()).extracting("decision").isEqualTo("approve");
  }

  @Test
  void aRunThatHadDecidedMaySaySoAfterItsQuestionWasClosedAsAnOrphans() {
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    inbox.put(review("order-1")).join();
    var unused = inbox.decide("order-1:review", "approve", "fine", "ada");
    awaitDelivery("absent");
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");
    awaitReview(Task.State.expired);
    assertThat(inbox.put(review("order-1")).join().state())
        .as("asking alone does not open what somebody has decided")
        .isEqualTo(Task.State.expired);

    Task told = inbox.find("order-1:review").orElseThrow();
    Task stored = inbox.put(told.closedBy(told.decisions().get(0))).join();

    assertThat(stored.state()).isEqualTo(Task.State.decided);
    assertThat(inbox.put(review("order-1")).join().state()).isEqualTo(Task.State.decided);
  }

  @Test
  void aQuestionThatComesAfterTheEndOfItsRunIsClosedToo() {
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");
    rig.awaitStatus(placed, RunStatus.terminated);
    inbox.put(review("order-1")).join();

    leftBehind.start();

    awaitReview(Task.State.expired);
  }

  @Test
  void aNamespaceThatTemporalIsSilentAboutHoldsUpNoOther() {
    inbox.put(review("order-0")).join();
    endedElsewhere("order-0");
    described =
        target ->
            target.namespace().isEmpty()
                ? new Reply.Absent("gone")
                : new Reply.Fault(Reply.Fault.Kind.misconfigured, "no such namespace");
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    inbox.put(review("order-1")).join();
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");

    awaitReview(Task.State.expired);
    assertThat(inbox.find("order-0:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void aQuestionOfARunThatWasResetStaysOpen() {
    described = target -> new Reply.Described("another", RunStatus.running, null, null);
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    inbox.put(review("order-1")).join();
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");

    awaitTask(each -> each.data().has("ledger"));
    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void aQuestionThatIsAskedAgainMeanwhileStaysOpen() {
    described =
        target -> {
          if (target.workflowId().equals("order-1")) {
            inbox.put(review("order-1")).join();
          }
          return new Reply.Absent("gone");
        };
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    inbox.put(review("order-1")).join();
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");

    awaitTask(each -> each.data().has("ledger"));
    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void aRunThatWasResetIsFollowedAgainAndItsNextEndIsATaskOfItsOwn() {
    Event placed = terminated();
    rig.follower.close();
    described = target -> new Reply.Described("run-2", RunStatus.running, null, placed.eid());
    leftBehind.start();

    Task closed = awaitTask(each -> each.state() == Task.State.expired);
    assertThat(closed.question()).contains("the run goes on");
    assertThat(rig.verdict(placed).status()).isEqualTo(RunStatus.running);
    assertThat(rig.verdict(placed).runId()).isEqualTo("run-2");

    described = target -> new Reply.Absent("not open");
    RunBook.Run run = rig.journal.runs().find("order-1").orElseThrow();
    RunBook.End end = new RunBook.End(run, "run-2", RunStatus.timedOut, Instant.now(), null);
    rig.journal.runs().end(List.of(end), route -> Optional.empty()).join();

    Task second = await().until(() -> inbox.find(TASK + ":2"), Optional::isPresent).orElseThrow();
    assertThat(second.state()).isEqualTo(Task.State.open);
    assertThat(second.data().path("runId").asText()).isEqualTo("run-2");
    assertThat(inbox.find(TASK).orElseThrow().state()).isEqualTo(Task.State.expired);
    assertThat(inbox.decide(TASK + ":2", "settle", "by hand", "ada").join())
        .isInstanceOf(Decided.Taken.class);
  }

  @Test
  void whatSomebodyStartedUnderTheSameIdIsNotTheRunThatWasCutOff() {
    Event placed = terminated();
    AtomicInteger looks = new AtomicInteger();
    described =
        target -> {
          looks.incrementAndGet();
          return new Reply.Described("run-2", RunStatus.running, null, UUID.randomUUID());
        };
    leftBehind.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() >= 2);
    assertThat(rig.verdict(placed).status()).isEqualTo(RunStatus.terminated);
    assertThat(inbox.find(TASK).orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void everyRunUnderOneIdThatIsCutOffBecomesATaskOfItsOwn() {
    Event first = terminated();
    endedElsewhere("order-1");
    leftBehind.start();

    Task task = await().until(() -> inbox.find(TASK + ":2"), Optional::isPresent).orElseThrow();
    assertThat(task.data().path("runId").asText()).isEqualTo("run-2");
    assertThat(inbox.find(TASK).orElseThrow().data().path("runId").asText())
        .isEqualTo(rig.verdict(first).runId());
  }

  @Test
  void aRunThatHasItsTaskIsNotReadAgain() {
    terminated();
    List<String> plan =
        rig.database.read(
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
    List<EndedRows.Ended> left = rig.database.read(rows -> EndedRows.withoutTask(rows, 1));
    assertThat(left).isEmpty();
  }

  @Test
  void aRunThatTimedOutAndIsToGoOnByItselfIsNoTask() {
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    RunBook.Run run = rig.journal.runs().find("order-1").orElseThrow();
    var end =
        new RunBook.End(
            run, String.valueOf(run.runId()), RunStatus.timedOut, Instant.now(), "timedOut");
    var unused =
        rig.journal
            .runs()
            .end(List.of(end), route -> Optional.of(new Retry(2, Duration.ofHours(1), 2)))
            .join();
    assertThat(rig.verdict(placed).kind()).isEqualTo(Kind.held);

    rig.awaitVerdict(rig.post("order.placed", "order-2"), Kind.started);
    rig.engine.client("").newUntypedWorkflowStub("order-2").terminate("enough");
    await().atMost(Duration.ofSeconds(20)).until(() -> inbox.find("order-2:ended").isPresent());
    assertThat(inbox.find(TASK)).isEmpty();
  }

  /** A run of that id in another namespace, which timed out. */
  private void endedElsewhere(String workflowId) {
    String sql =
        """
        INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at, workflow_type,
          run_id, status) VALUES (?, 'other', 1, 0, x'00', 0, 'Waiting', 'run-2', 'timedOut')""";
    var unused =
        rig.database
            .write(
                connection -> {
                  try (var statement = connection.prepareStatement(sql)) {
                    statement.setString(1, workflowId);
                    return statement.executeUpdate();
                  }
                })
            .join();
  }

  /** Order 1, with its task. */
  private Event terminated() {
    Event placed = rig.post("order.placed", "order-1");
    rig.awaitVerdict(placed, Kind.started);
    rig.engine.client("").newUntypedWorkflowStub("order-1").terminate("enough");
    rig.awaitStatus(placed, RunStatus.terminated);
    awaitTask(each -> each.data().has("ledger"));
    return placed;
  }

  private void awaitReview(Task.State state) {
    await()
        .untilAsserted(
            () ->
                assertThat(inbox.find("order-1:review"))
                    .get()
                    .extracting(Task::state)
                    .isEqualTo(state));
  }

  private void awaitDelivery(String outcome) {
    await()
        .until(
            () ->
                rig.database.read(
                    connection -> {
                      try (var statement =
                              connection.prepareStatement("SELECT delivery FROM decisions");
                          var row = statement.executeQuery()) {
                        return row.next() && row.getString(1).equals(outcome);
                      }
                    }));
  }

  private Task awaitTask(Predicate<Task> condition) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> inbox.find(TASK), found -> found.filter(condition).isPresent())
        .orElseThrow();
  }

  private static Task review(String workflowId) {
    return new Task(
        workflowId + ":review",
        workflowId,
        Task.State.open,
        "May it go on?",
        JsonNodeFactory.instance.objectNode(),
        List.of("approve", "reject"),
        "role:clerk",
        null,
        null,
        List.of());
  }
}
