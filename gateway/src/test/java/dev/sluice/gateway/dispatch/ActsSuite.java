package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What routes do beside start, signal and cancel: the same on every engine. */
abstract class ActsSuite {

  private static final Failpoint CRASH_BEFORE_MARK =
      (step, work) -> {
        if (step == Failpoint.Step.beforeMark) {
          throw new IllegalStateException("crash");
        }
      };

  @TempDir Path folder;
  private Server server;
  private Rig rig;

  /** An engine under test. */
  record Server(String address, AutoCloseable process) {}

  abstract Server openServer() throws Exception;

  abstract boolean inProcess();

  @BeforeEach
  void open() throws Exception {
    server = openServer();
    rig = rig(Failpoint.NONE).start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
    server.process().close();
  }

  private Rig rig(Failpoint failpoint) {
    return new Rig(folder, server.address(), inProcess(), failpoint);
  }

  @Test
  void theFirstEventMakesTheRunAndTheOthersJoinIt() {
    Event first = rig.post("cart.item", "cart-1");
    Event second = rig.post("cart.item", "cart-1");

    Verdict started = rig.awaitVerdict(first, Kind.started);
    Verdict joined = rig.awaitVerdict(second, Kind.signalled);
    assertThat(started.status()).isEqualTo(RunStatus.running);
    assertThat(joined.runId()).isEqualTo(started.runId());
    assertThat(signals("cart-1")).isEqualTo(2);
    assertThat(rig.journal.runs().find("cart-1"))
        .hasValueSatisfying(run -> assertThat(run.eid()).isEqualTo(first.eid()));
  }

  @Test
  void aRunThatHasEndedIsJoinedByNobodyAndFollowedByAnotherOnlyIfTheRouteSaysSo() throws Exception {
    Verdict ended = rig.awaitVerdict(rig.post("cart.item", "cart-1"), Kind.started);
    finish("cart-1");
    Event late = rig.post("cart.item", "cart-1");
    Event again = rig.post("cart.item.again", "cart-1");

    assertThat(rig.awaitVerdict(late, Kind.dead).reason()).isEqualTo(Reasons.WORKFLOW_ABSENT);
    assertThat(rig.awaitVerdict(again, Kind.started).runId()).isNotEqualTo(ended.runId());
  }

  @Test
  void whatMadeTheRunBeforeACrashCountsAsItsStart() {
    rig.close();
    rig = rig(CRASH_BEFORE_MARK).start();
    Event first = rig.post("cart.item", "cart-1");
    await().ignoreExceptions().until(() -> signals("cart-1") >= 1);
    rig.close();
    rig = rig(Failpoint.NONE).start();

    rig.awaitVerdict(first, Kind.started);
  }

  @Test
  void anUpdateWaitsForItsWorkerAndIsTakenOnce() throws Exception {
    rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
    Event change = rig.post("order.changed", "order-1");
    Event elsewhere = rig.post("order.placed", "order-2");

    awaitReason(change, Reasons.WAITING_FOR_WORKER);
    rig.awaitVerdict(elsewhere, Kind.started);
    assertThat(rig.dispatcher.health().state()).isEqualTo(EngineHealth.State.up);
    try (AutoCloseable worker = rig.worker()) {
      Verdict taken = rig.awaitVerdict(change, Kind.updated);
      assertThat(taken.workflowId()).isEqualTo("order-1");
      assertThat(worker).isNotNull();
      finish("order-1");
    }
    assertThat(updates("order-1")).isEqualTo(1);
  }

  @Test
  void anUpdateThatIsRepeatedAfterACrashIsTakenOnce() throws Exception {
    rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
    rig.close();
    rig = rig(CRASH_BEFORE_MARK);
    rig.dispatcher.start();
    Event change;
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      change = rig.post("order.changed", "order-1");
      await().atMost(Duration.ofSeconds(20)).until(() -> updates("order-1") == 1);
    }
    rig.close();
    rig = rig(Failpoint.NONE);
    rig.dispatcher.start();

    rig.awaitVerdict(change, Kind.updated);
    assertThat(updates("order-1")).isEqualTo(1);
  }

  @Test
  void anUpdateThatTheWorkflowRefusesIsADeadLetterWithItsWords() throws Exception {
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
      Verdict dead = rig.awaitVerdict(rig.post("order.changed.badly", "order-1"), Kind.dead);
      assertThat(dead.reason()).isEqualTo(Reasons.UPDATE_FAILED);
      assertThat(dead.lastError()).contains("n must not be negative");
    }
  }

  private void finish(String id) throws Exception {
    WorkflowStub stub = rig.engine.client("").newUntypedWorkflowStub(id);
    stub.signal("finish");
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      stub.getResult(Object.class);
    }
  }

  private long signals(String id) {
    return count(id, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  }

  private long updates(String id) {
    return count(id, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
  }

  private long count(String id, EventType type) {
    return rig.engine.client("").fetchHistory(id).getHistory().getEventsList().stream()
        .filter(e -> e.getEventType() == type)
        .count();
  }

  private void awaitReason(Event event, String reason) {
    await().atMost(Duration.ofSeconds(30)).until(() -> reason.equals(rig.verdict(event).reason()));
  }
}
