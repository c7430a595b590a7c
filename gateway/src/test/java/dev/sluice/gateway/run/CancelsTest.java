package dev.sluice.gateway.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the in-process engine, which forgets with its process. */
class CancelsTest {

  @TempDir Path folder;
  private InProcessTemporal temporal;
  private Rig rig;
  private Cancels cancels;

  @BeforeEach
  void open() throws IOException {
    temporal = InProcessTemporal.start();
    rig = Rig.inProcess(folder, temporal.address());
    cancels = new Cancels(rig.journal.cancels(), rig.engine);
    cancels.recover();
    rig.journal.listen(cancels);
    rig.start();
  }

  @AfterEach
  void close() {
    cancels.close();
    rig.close();
    temporal.close();
  }

  @Test
  void aCancelThatTheEngineForgotIsAskedForAgain() throws Exception {
    Event cancelled = rig.post("order.placed", "order-1");
    Event other = rig.post("order.placed", "order-2");
    rig.awaitVerdict(cancelled, Kind.started);
    rig.awaitVerdict(other, Kind.started);
    try (Runs runs = new Runs(rig.journal.runs(), rig.engine, cancels, ForkJoinPool.commonPool())) {
      assertThat(runs.cancel(run("order-1"), "changed my mind").join()).isEqualTo(Runs.Asked.taken);
    }
    // No worker was there to hear it.
    close();
    open();

    try (AutoCloseable worker = rig.worker()) {
      rig.awaitStatus(cancelled, RunStatus.cancelled);
      await().until(() -> rig.verdict(other).kind() == Kind.started);
      assertThat(rig.verdict(other).status()).isEqualTo(RunStatus.running);
    }
  }

  @Test
  void aRunThatHasEndedIsNotAskedAgain() throws Exception {
    Event cancelled = rig.post("order.placed", "order-1");
    rig.awaitVerdict(cancelled, Kind.started);
    cancels.ask(run("order-1"), null);
    try (AutoCloseable worker = rig.worker()) {
      rig.awaitStatus(cancelled, RunStatus.cancelled);
    }

    assertThat(rig.journal.cancels().ofRunning()).isEmpty();
  }

  private RunBook.Run run(String workflowId) {
    return rig.journal.runs().find(workflowId).orElseThrow();
  }
}
