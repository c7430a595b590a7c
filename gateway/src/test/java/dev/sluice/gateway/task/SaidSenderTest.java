package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.dispatch.Reply.Fault.Kind;
import dev.sluice.gateway.journal.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It plays the engine itself. */
class SaidSenderTest implements Delivery {

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  @TempDir private Path folder;
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Outcome engine = Outcome.unavailable;
  private final List<String> tried = new CopyOnWriteArrayList<>();
  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
  private Database database;
  private SaidSender sender;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    sender = new SaidSender(database, this, LONGEST_PAUSE);
    keep("order-1", "review");
  }

  private void keep(String workflowId, String name) {
    String id = workflowId + ":" + name;
    Act said = new Act(id, "a-1", Act.Kind.comment, "ada", null, "hm", "2026-11-21T10:00:00Z", 0);
    Task task = Task.ofEndedRun(id, workflowId, "?", JsonNodeFactory.instance.objectNode());
    database
        .write(
            connection -> {
              SaidRows.keep(connection, task, said);
              return task;
            })
        .join();
  }

  @AfterEach
  void close() {
    sender.close();
    database.close();
  }

  @Override
  public Outcome deliver(String workflowId, Said said) {
    attempts.incrementAndGet();
    tried.add(String.valueOf(said.taskId()));
    return outcomes.getOrDefault(workflowId, engine);
  }

  @Override
  public String namespaceOf(String workflowId) {
    return workflowId.startsWith("other-") ? "other" : "";
  }

  @Test
  void howeverOftenItIsWokenOneTimerTriesAgain() {
    for (int i = 0; i < 50; i++) {
      int before = attempts.get();
      sender.wake();
      await().pollInterval(Duration.ofMillis(2)).until(() -> attempts.get() > before);
    }

    int before = attempts.get();
    await()
        .pollDelay(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(attempts.get() - before).isBetween(1, 30));
  }

  @Test
  void itTriesUntilTheRunHasIt() {
    sender.wake();
    await().until(() -> attempts.get() > 3);
    engine = Outcome.taken;

    await().until(() -> waiting() == 0);
    int all = attempts.get();
    await()
        .pollDelay(LONGEST_PAUSE.multipliedBy(3))
        .untilAsserted(() -> assertThat(attempts.get()).isEqualTo(all));
  }

  @Test
  void aNamespaceThatIsAwayHoldsUpOnlyItsOwn() {
    engine = Outcome.taken;
    outcomes.put("other-1", Outcome.unavailable);
    keep("other-1", "review");
    keep("other-2", "review");
    sender.wake();

    await().until(() -> waiting() == 2);
    await().until(() -> attempts.get() > 3);
    assertThat(tried).contains("order-1:review", "other-1:review").doesNotContain("other-2:review");
    outcomes.clear();
    await().until(() -> waiting() == 0);
  }

  @Test
  void aRunThatIsBusyHoldsUpOnlyItsOwnAndTheyKeepTheirOrder() {
    engine = Outcome.taken;
    outcomes.put("order-2", Outcome.busy);
    keep("order-2", "review");
    keep("order-2", "capture");
    sender.wake();

    await().until(() -> waiting() == 2);
    await().until(() -> attempts.get() > 3);
    assertThat(tried).contains("order-1:review", "order-2:review");
    assertThat(tried).doesNotContain("order-2:capture");
    outcomes.clear();
    await().until(() -> waiting() == 0);
    assertThat(tried).endsWith("order-2:review", "order-2:capture");
  }

  @Test
  void howeverManyAreStuckTheNextIsSent() {
    engine = Outcome.taken;
    for (int i = 0; i < 250; i++) {
      outcomes.put("stuck-" + i, Outcome.busy);
      keep("stuck-" + i, "review");
    }
    sender.wake();

    await().until(() -> waiting() == 250);
    assertThat(tried).contains("order-1:review");
  }

  @Test
  void onlyAFaultOfTheNamespaceIsSaidOfAllItsRuns() {
    assertThat(outcome(Kind.unavailable)).isEqualTo(Outcome.unavailable);
    assertThat(outcome(Kind.misconfigured)).isEqualTo(Outcome.unavailable);
    assertThat(outcome(Kind.busy)).isEqualTo(Outcome.busy);
    assertThat(outcome(Kind.refused)).isEqualTo(Outcome.absent);
    assertThat(SignalDelivery.outcome(new Reply.Absent("ended"))).isEqualTo(Outcome.absent);
    assertThat(SignalDelivery.outcome(new Reply.Done())).isEqualTo(Outcome.taken);
  }

  private static Outcome outcome(Kind kind) {
    return SignalDelivery.outcome(new Reply.Fault(kind, "no"));
  }

  private int waiting() {
    return database.read(connection -> SaidRows.waiting(connection, 0, 1_000).size());
  }
}
