package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real Temporal dev server. */
class RealServerTest {

  private static final String[] ATTRIBUTES = {
    "SluiceRoute=Keyword",
    "SluiceEventType=Keyword",
    "SluiceCorrelationId=Keyword",
    "SluiceState=Keyword",
    "SluiceStep=Keyword"
  };

  @TempDir Path folder;

  @Test
  void whileTemporalIsAwayEverythingIsHeldAndThenDrains() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES);
        Rig rig = new Rig(folder, temporal.address(), false, Failpoint.NONE).start()) {
      rig.awaitVerdict(rig.post("order.placed", "order-0"), Kind.started);
      temporal.kill();
      List<Event> events =
          IntStream.rangeClosed(1, 40)
              .mapToObj(i -> rig.post("order.placed", "order-" + i))
              .toList();
      Event note = rig.post("order.noted", "order-1");
      for (Event event : events) {
        awaitReason(rig, event, Reasons.ENGINE_UNAVAILABLE);
      }
      temporal.startAgain();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(rig.journal.backlog().size().count()).isZero());
      assertThat(events)
          .allSatisfy(event -> assertThat(rig.verdict(event).kind()).isEqualTo(Kind.started));
      assertThat(rig.verdict(note).kind()).isEqualTo(Kind.signalled);
      HistoryEvent signalled =
          rig.engine.client("").fetchHistory("order-1").getHistory().getEventsList().stream()
              .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
              .findFirst()
              .orElseThrow();
      assertThat(
              signalled
                  .getWorkflowExecutionSignaledEventAttributes()
                  .getHeader()
                  .getFieldsOrThrow("sluice-eid")
                  .getData()
                  .toStringUtf8())
          .isEqualTo("\"" + note.eid() + "\"");
    }
  }

  @Test
  void theStatusFollowsTheRunByVisibility() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES);
        Rig rig = new Rig(folder, temporal.address(), false, Failpoint.NONE).start();
        AutoCloseable worker = rig.worker()) {
      Event done = rig.post("order.placed", "order-1");
      Event stopped = rig.post("order.placed", "order-2");
      Event cancelled = rig.post("order.placed", "order-3");
      for (Event event : List.of(done, stopped, cancelled)) {
        rig.awaitVerdict(event, Kind.started);
      }
      rig.post("order.stopped", "order-3");
      stub(rig, "order-1").signal("finish");
      stub(rig, "order-2").terminate("enough");

      rig.awaitStatus(done, RunStatus.completed);
      rig.awaitStatus(stopped, RunStatus.terminated);
      rig.awaitStatus(cancelled, RunStatus.cancelled);
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void whatIsNotSetUpAtTheServerHoldsEverythingUntilItIs() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder);
        Rig rig = new Rig(folder, temporal.address(), false, Failpoint.NONE).start()) {
      Event event = rig.post("order.placed", "order-1");

      Verdict held = awaitReason(rig, event, Reasons.ENGINE_MISCONFIGURED);
      assertThat(held.lastError()).contains("search attribute Sluice");
      await()
          .until(() -> rig.dispatcher.health().state(), EngineHealth.State.misconfigured::equals);
      EngineHealth alarm = rig.dispatcher.health();
      int attempts = rig.verdict(event).attempts();
      // The checks between find a server that answers; that alone is no end of the alarm.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> rig.verdict(event).attempts() >= attempts + 3);
      assertThat(rig.dispatcher.health()).isEqualTo(alarm);
      TestAttributes.register(temporal.address());
      rig.awaitVerdict(event, Kind.started);
      await().until(() -> rig.dispatcher.health().state(), EngineHealth.State.up::equals);
    }
  }

  @Test
  void aMissingNamespaceIsAFaultOfTheEngine() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES);
        Engine engine = Engine.connect(Rig.config(temporal.address(), false))) {
      assertThat(engine.retention("")).contains(Duration.ofDays(1));
      assertThat(engine.retention("nowhere")).isEmpty();
      assertThat(engine.check("nowhere"))
          .isInstanceOfSatisfying(
              Reply.Fault.class,
              fault -> assertThat(fault.kind()).isEqualTo(Reply.Fault.Kind.misconfigured));
    }
  }

  @Test
  void aSignalThatIsRepeatedAfterACrashArrivesOnce() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES)) {
      Event note;
      try (Rig rig =
          new Rig(
                  folder,
                  temporal.address(),
                  false,
                  (step, work) -> {
                    if (step == Failpoint.Step.beforeMark
                        && work.event().type().contains("noted")) {
                      throw new IllegalStateException("crash");
                    }
                  })
              .start()) {
        rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
        note = rig.post("order.noted", "order-1");
        await().until(() -> signals(rig) == 1);
      }
      try (Rig rig = new Rig(folder, temporal.address(), false, Failpoint.NONE).start()) {
        rig.awaitVerdict(note, Kind.signalled);
        assertThat(signals(rig)).isEqualTo(1);
      }
    }
  }

  private static long signals(Rig rig) {
    return rig.engine.client("").fetchHistory("order-1").getHistory().getEventsList().stream()
        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .count();
  }

  private static Verdict awaitReason(Rig rig, Event event, String reason) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> rig.verdict(event), verdict -> reason.equals(verdict.reason()));
  }

  private static WorkflowStub stub(Rig rig, String id) {
    return rig.engine.client("").newUntypedWorkflowStub(id);
  }
}
