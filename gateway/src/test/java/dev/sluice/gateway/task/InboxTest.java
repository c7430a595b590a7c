package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final List<Decision> delivered = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Delivery.Outcome engine = Delivery.Outcome.taken;
  private volatile Runnable meanwhile = () -> {};
  private Database database;
  private Inbox inbox;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox = inbox(LONG);
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  private Inbox inbox(Duration patience) {
    return new Inbox(database, this::deliver, Clock.systemUTC(), patience);
  }

  private Delivery.Outcome deliver(String workflowId, Said said) {
    attempts.incrementAndGet();
    meanwhile.run();
    if (engine == Delivery.Outcome.taken) {
      delivered.add((Decision) said);
    }
    return engine;
  }

  @Test
  void aDecisionIsTakenOnceTheRunHasClosedItsTask() {
    inbox.put(task(Task.State.open, null)).join();
    CompletableFuture<Decided> decided =
        inbox.decide("order-1:review", "approve", null, voter("local"));
    await().until(() -> !delivered.isEmpty());
    assertThat(decided).isNotDone();
    inbox.put(task(Task.State.decided, delivered.get(0))).join();
    assertThat(decided.join()).isInstanceOf(Decided.Taken.class);
    Task stored = inbox.find("order-1:review").orElseThrow();
    assertThat(stored.state()).isEqualTo(Task.State.decided);
    assertThat(stored.decision()).isEqualTo(delivered.get(0));
  }

  @Test
  void aDecisionIsKeptWhileNoWorkerAnswers() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      Decided decided =
          impatient.decide("order-1:review", "approve", "fine", voter("local")).join();
      assertThat(decided).isInstanceOf(Decided.Kept.class);
      assertThat(((Decided.Kept) decided).task().decisions().get(0).comment()).isEqualTo("fine");
    }
  }

  @Test
  void ofAHundredAtOnceOneWins() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      List<CompletableFuture<Decided>> all =
          IntStream.range(0, 100)
              .mapToObj(
                  i -> impatient.decide("order-1:review", "approve", null, voter("voter-" + i)))
              .toList();
      List<Decided> outcomes = all.stream().map(CompletableFuture::join).toList();
      assertThat(outcomes).filteredOn(Decided.Kept.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Decided.TooLate.class::isInstance).hasSize(99);
      assertThat(delivered).hasSize(1);
    }
  }

  @Test
  void theSecondIsTooLateAndSeesTheFirst() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      Decided second = impatient.decide("order-1:review", "reject", null, voter("bob")).join();
      assertThat(second)
          .isInstanceOfSatisfying(
              Decided.TooLate.class,
              late -> assertThat(late.first()).extracting("by").isEqualTo("ada"));
    }
  }

  @Test
  void whatTheRunDecidedWithoutUsIsTooLateToo() {
    inbox
        .put(task(Task.State.decided, new Decision(null, null, "reject", null, "ui", null, null)))
        .join();
    assertThat(inbox.decide("order-1:review", "approve", null, voter("ada")).join())
        .isInstanceOfSatisfying(
            Decided.TooLate.class,
            late -> assertThat(late.first()).extracting("by").isEqualTo("ui"));
  }

  @Test
  void aDeadlineThatWinsTheRaceIsTold() {
    inbox.put(task(Task.State.open, null)).join();
    CompletableFuture<Decided> decided =
        inbox.decide("order-1:review", "approve", null, voter("ada"));
    inbox.put(task(Task.State.expired, null)).join();
    assertThat(decided.join()).isInstanceOf(Decided.TooLate.class);
  }

  @Test
  void whatIsNotOfferedOrNotThereOrNotExplainedIsRefused() {
    inbox.put(task(Task.State.open, null)).join();
    assertThat(inbox.decide("order-1:review", "maybe", null, voter("ada")).join())
        .isInstanceOf(Decided.NotOffered.class);
    assertThat(inbox.decide("order-1:review", "settle", " ", voter("ada")).join())
        .isInstanceOf(Decided.CommentMissing.class);
    assertThat(inbox.decide("order-2:review", "approve", null, voter("ada")).join())
        .isInstanceOf(Decided.Unknown.class);
    assertThat(inbox.find("order-1:review").orElseThrow().decisions()).isEmpty();
  }

  @Test
  void aDecisionIsSentUntilTheEngineHasIt() {
    engine = Delivery.Outcome.unavailable;
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      assertThat(delivered).isEmpty();
      engine = Delivery.Outcome.taken;
      await().until(() -> delivered.size() == 1);
    }
  }

  @Test
  void aRunThatAsksWhileItsPredecessorIsFoundAbsentGetsTheAnswer() {
    engine = Delivery.Outcome.absent;
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      meanwhile =
          () -> {
            if (attempts.get() == 1) {
              impatient.put(task(Task.State.open, null)).join();
            } else {
              engine = Delivery.Outcome.taken;
            }
          };
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      await().until(() -> delivered.size() == 1);
    }
  }

  @Test
  void aFreshLifeOfALostRunGetsTheAnswerThatClosedItsTask() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      await().until(() -> delivered.size() == 1);
      impatient.put(task(Task.State.decided, delivered.get(0))).join();
    }
    runIsLost("order-1");

    Task stored = inbox.put(task(Task.State.open, null)).join();

    assertThat(stored.state()).isEqualTo(Task.State.decided);
    await().until(() -> delivered.size() == 2);
    assertThat(delivered.get(1)).isEqualTo(delivered.get(0));
  }

  @Test
  void aFreshLifeGetsTheAnswerThatALostRunHadFromTemporal() {
    inbox.put(task(Task.State.open, null)).join();
    inbox
        .put(task(Task.State.decided, new Decision(null, null, "reject", "no", null, "?", null)))
        .join();
    runIsLost("order-1");

    inbox.put(task(Task.State.open, null)).join();

    await().until(() -> delivered.size() == 1);
    assertThat(delivered.get(0).decision()).isEqualTo("reject");
    assertThat(delivered.get(0).comment()).isEqualTo("no");
  }

  @Test
  void whatExpiredInALostRunIsAskedAgain() {
    inbox.put(task(Task.State.expired, null)).join();
    runIsLost("order-1");

    assertThat(inbox.put(task(Task.State.open, null)).join().state()).isEqualTo(Task.State.open);
    inbox.put(task(Task.State.expired, null)).join();
    assertThat(inbox.put(task(Task.State.open, null)).join().state())
        .as("closed by its fresh life")
        .isEqualTo(Task.State.expired);
  }

  private void runIsLost(String workflowId) {
    String sql =
        """
        INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at, workflow_type,
          status) VALUES (?, '', 1, 0, x'00', 0, 'OrderWorkflow', 'running')""";
    database
        .write(
            connection -> {
              try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, workflowId);
                return statement.executeUpdate();
              }
            })
        .join();
    inbox.recover();
  }

  @Test
  void aDecisionOutlivesARestart() {
    engine = Delivery.Outcome.unavailable;
    try (Inbox first = inbox(SHORT)) {
      first.put(task(Task.State.open, null)).join();
      first.decide("order-1:review", "approve", null, voter("ada")).join();
    }
    engine = Delivery.Outcome.taken;
    inbox.start();
    await().until(() -> delivered.size() == 1);
  }

  @Test
  void aRunThatAsksAgainGetsTheAnswerAgain() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      await().until(() -> delivered.size() == 1);
      impatient.put(task(Task.State.open, null)).join();
      await().until(() -> delivered.size() == 2);
      assertThat(delivered.get(1)).isEqualTo(delivered.get(0));
    }
  }

  @Test
  void whatTheRunRefusesWhileItIsBeingSentStaysRefused() {
    try (Inbox impatient = inbox(SHORT)) {
      impatient.put(task(Task.State.open, null)).join();
      meanwhile =
          () -> {
            meanwhile = () -> {};
            String id = impatient.find("order-1:review").orElseThrow().decisions().get(0).id();
            impatient.put(task(Task.State.open, null), Set.of(String.valueOf(id))).join();
          };
      impatient.decide("order-1:review", "approve", null, voter("ada")).join();
      await().until(() -> delivered.size() == 1);

      assertThat(impatient.decide("order-1:review", "reject", null, voter("bob")).join())
          .as("nobody stands before the second")
          .isInstanceOf(Decided.Kept.class);
    }
  }

  @Test
  void whatWasDecidedByHandIsNotTheAnswerOfWhoeverWaits() {
    inbox.put(task(Task.State.open, null)).join();
    CompletableFuture<Decided> waiting =
        inbox.decide("order-1:review", "approve", null, voter("ada"));
    await().until(() -> !delivered.isEmpty());
    inbox
        .put(task(Task.State.decided, new Decision(null, null, "reject", null, null, null, null)))
        .join();
    assertThat(waiting.join()).isInstanceOf(Decided.TooLate.class);
  }

  @Test
  void aClosedTaskNeverOpensAgain() {
    inbox.put(task(Task.State.expired, null)).join();
    Task stored = inbox.put(task(Task.State.open, null)).join();
    assertThat(stored.state()).isEqualTo(Task.State.expired);
  }

  @Test
  void tasksAreListedNewestFirstByStateAndAssignee() {
    for (int i = 1; i <= 5; i++) {
      inbox.put(task("order-" + i + ":review", Task.State.open, null)).join();
    }
    inbox.put(task("order-6:review", Task.State.expired, null)).join();
    var first = inbox.list(new TaskQuery(Task.State.open, with("role:clerk"), 3, null));
    assertThat(first.tasks())
        .extracting(Task::workflowId)
        .containsExactly("order-5", "order-4", "order-3");
    var rest = inbox.list(new TaskQuery(Task.State.open, null, 3, first.next()));
    assertThat(rest.tasks()).hasSize(2);
    assertThat(rest.next()).isNull();
    assertThat(inbox.list(new TaskQuery(null, with("role:manager"), 3, null)).tasks()).isEmpty();
  }

  @Test
  void whatARunAsksIsFoundByItsIdHoweverManyTasksThereAre() {
    inbox.put(task("order-1:review", Task.State.open, null)).join();
    inbox.put(task("order-1:capture:2", Task.State.open, null)).join();
    inbox.put(task("order-1:capture", Task.State.expired, null)).join();
    inbox.put(task("order-10:review", Task.State.open, null)).join();
    inbox.put(task("order-1x:review", Task.State.open, null)).join();
    assertThat(inbox.openOf("order-1"))
        .extracting(Task::id)
        .containsExactly("order-1:capture:2", "order-1:review");
    String plan =
        database.read(
            connection -> {
              try (var asked =
                  connection.prepareStatement("EXPLAIN QUERY PLAN " + TaskList.OPEN_OF)) {
                return asked.executeQuery().getString("detail");
              }
            });
    assertThat(plan).contains("USING INDEX", "id>? AND id<?");
  }

  private static Assignee with(String to) {
    return Assignee.of(to, voter("ada"));
  }

  private static Task task(Task.State state, @Nullable Decision decision) {
    return task("order-1:review", state, decision);
  }

  private static Task task(String id, Task.State state, @Nullable Decision decision) {
    return new Task(
        id,
        id.substring(0, id.indexOf(':')),
        state,
        "Approve the order?",
        JsonNodeFactory.instance.objectNode().put("total", "1200.00"),
        List.of("approve", "reject", "settle"),
        "role:clerk",
        "2026-11-21T10:00:00Z",
        decision,
        List.of(),
        Ballot.PLAIN,
        List.of());
  }
}
