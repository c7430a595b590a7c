package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.journal.OpenedJournal;
import dev.sluice.gateway.journal.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that takes connections and never says a word. */
@Timeout(60)
class HangingEngineTest {

  private static final int ASKING = 90;

  @TempDir private Path folder;

  @Test
  void theDoorStaysFastWhileManyLookAtRuns() throws Exception {
    aRunIsKnown();
    ExecutorService askers = Executors.newFixedThreadPool(ASKING);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestGateway gateway = TestGateway.start(folder, "127.0.0.1:" + silent.getLocalPort())) {
      Http http = gateway.http();
      long begun = System.nanoTime();
      for (int i = 0; i < ASKING; i++) {
        askers.execute(() -> http.get("/v1/runs/order-1"));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(http.post("/v1/events", Orders.placed("busy-" + i)).status()).isEqualTo(202);
        assertThat(http.get("/health/live").status()).isEqualTo(200);
      }
      // One call of an engine that hangs takes four seconds.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    } finally {
      askers.shutdownNow();
    }
  }

  private void aRunIsKnown() {
    try (OpenedJournal opened = new OpenedJournal(() -> folder).open()) {
      opened.append(Entries.event("1", "{}"), Entries.start("order-1"));
      opened.mark(new Outcome.Started("r"));
    }
  }
}
