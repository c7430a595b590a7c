package dev.sluice.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.dispatch.Waiting;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that failed on the in-process engine, which has no reset. */
class FailedRunTest {

  @TempDir Path folder;

  private InProcessTemporal temporal;

  @BeforeEach
  void startTemporal() throws IOException {
    temporal = InProcessTemporal.start();
  }

  @AfterEach
  void stopTemporal() {
    temporal.close();
  }

  @Test
  void aRunThatFailedIsADeadLetterAndGoesOnUnderItsId() throws Exception {
    try (Rig rig = Rig.inProcess(folder, temporal.address()).start();
        AutoCloseable worker = rig.worker()) {
      Event placed = failed(rig, "order-1");
      Verdict dead = rig.verdict(placed);
      assertThat(dead.reason()).isEqualTo(Reasons.RUN_FAILED);
      assertThat(dead.lastError()).isEqualTo("asked: as asked");
      assertThat(dead.status()).isEqualTo(RunStatus.failed);

      assertThat(rig.redrive(placed)).isInstanceOf(Redriven.Again.class);
      Verdict again = rig.awaitVerdict(placed, Kind.started);
      assertThat(again.workflowId()).isEqualTo("order-1");
      assertThat(again.runId()).isNotEqualTo(dead.runId());
      assertThat(again.status()).isEqualTo(RunStatus.running);
      var run = rig.engine.client("").newUntypedWorkflowStub("order-1").describe();
      assertThat(run.getExecution().getRunId()).isEqualTo(again.runId());
      assertThat(run.getMemo("repeated", Boolean.class)).isEqualTo(true);
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aCrashBeforeTheMarkStartsItOnceMoreOnly() throws Exception {
    AtomicInteger marks = new AtomicInteger();
    Failpoint secondMarkFails =
        (step, work) -> {
          if (step == Failpoint.Step.beforeMark && marks.incrementAndGet() == 2) {
            throw new IllegalStateException("as if the process had died here");
          }
        };
    try (Rig rig = new Rig(folder, temporal.address(), true, secondMarkFails).start();
        AutoCloseable worker = rig.worker()) {
      Event placed = failed(rig, "order-2");
      assertThat(rig.redrive(placed)).isInstanceOf(Redriven.Again.class);

      Verdict again = rig.awaitVerdict(placed, Kind.started);
      assertThat(marks).hasValue(3);
      var run = rig.engine.client("").newUntypedWorkflowStub("order-2").describe();
      assertThat(run.getExecution().getRunId()).isEqualTo(again.runId());
      assertThat(worker).isNotNull();
    }
  }

  private static Event failed(Rig rig, String id) {
    Waiting.Impl.FAILING.add(id);
    Event placed = rig.post("order.placed", id);
    rig.awaitVerdict(placed, Kind.dead);
    Waiting.Impl.FAILING.remove(id);
    return placed;
  }
}
