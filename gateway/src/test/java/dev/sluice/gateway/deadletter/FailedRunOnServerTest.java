package dev.sluice.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.dispatch.TemporalProcess;
import dev.sluice.gateway.dispatch.Waiting;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that failed on a real server: they are reset. */
class FailedRunOnServerTest {

  private static final String[] ATTRIBUTES = {
    "SluiceRoute=Keyword", "SluiceEventType=Keyword", "SluiceCorrelationId=Keyword"
  };

  @TempDir Path folder;

  @Test
  void aRedriveResetsTheRunOnceAlsoWhenItsMarkIsLost() throws Exception {
    AtomicInteger marks = new AtomicInteger();
    Failpoint secondMarkFails =
        (step, work) -> {
          if (step == Failpoint.Step.beforeMark && marks.incrementAndGet() == 2) {
            throw new IllegalStateException("as if the process had died here");
          }
        };
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES);
        Rig rig = new Rig(folder, temporal.address(), false, secondMarkFails).start();
        AutoCloseable worker = rig.worker()) {
      Waiting.Impl.FAILING.add("server-1");
      Event placed = rig.post("order.placed", "server-1");
      Verdict dead = rig.awaitVerdict(placed, Kind.dead);
      assertThat(dead.lastError()).isEqualTo("asked: as asked");
      Waiting.Impl.FAILING.remove("server-1");

      assertThat(rig.redrive(placed)).isInstanceOf(Redriven.Again.class);
      Verdict again = rig.awaitVerdict(placed, Kind.started);
      assertThat(again.runId()).isNotEqualTo(dead.runId());
      assertThat(marks).hasValue(3);
      WorkflowStub run = rig.engine.client("").newUntypedWorkflowStub("server-1");
      assertThat(run.describe().getExecution().getRunId()).isEqualTo(again.runId());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          rig.engine
                              .client("")
                              .listExecutions("WorkflowId = 'server-1'")
                              .map(each -> each.getExecution().getRunId()))
                      .containsExactlyInAnyOrder(dead.runId(), again.runId()));

      run.terminate("enough");
      assertThat(rig.awaitVerdict(placed, Kind.dead).lastError()).isEqualTo("terminated: enough");
      assertThat(rig.redrive(placed)).isInstanceOf(Redriven.Again.class);
      rig.awaitVerdict(placed, Kind.started);
      rig.awaitStatus(placed, RunStatus.running);
      rig.engine.client("").newUntypedWorkflowStub("server-1").signal("finish");
      rig.awaitStatus(placed, RunStatus.completed);
      assertThat(worker).isNotNull();
    }
  }
}
