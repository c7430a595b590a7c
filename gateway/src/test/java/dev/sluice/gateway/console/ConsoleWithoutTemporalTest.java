package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.Orders;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.journal.OpenedJournal;
import dev.sluice.gateway.journal.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages beside an engine that takes connections and never says a word. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // Opened before each.
class ConsoleWithoutTemporalTest {

  /** Far less than a page takes that asks Temporal and waits for it in vain. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private ServerSocket silent;
  private TestGateway gateway;
  private Clicks clicks;

  @BeforeEach
  void open() throws IOException {
    try (OpenedJournal opened = new OpenedJournal(() -> folder).open()) {
      opened.append(Entries.event("1", "{}"), Entries.start("order-1"));
      opened.mark(new Outcome.Started("r"));
    }
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    gateway = TestGateway.start(folder, "127.0.0.1:" + silent.getLocalPort());
    clicks = new Clicks(gateway.http().url());
    // What waits for its start finds out that nobody answers.
    gateway.http().post("/v1/events", Orders.placed("2"));
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
    silent.close();
  }

  @Test
  void listsComeInTimeAndSayWhatIsNotKnownNow() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> page("/console/runs"), page -> page.contains("not known now"));
    // By now what every page needs is loaded.
    String runs = inTime("/console/runs");
    assertThat(runs).contains("order-1", "Temporal does not answer now");
    assertThat(runs.split("<span class=\"soft\">not known now", -1))
        .as("of the one that runs, not of the one that waits")
        .hasSize(2);
    for (String path :
        List.of(
            "/console/events",
            "/console/tasks",
            "/console/dead-letters",
            "/console/routes",
            "/console/sources",
            "/console/health")) {
      inTime(path);
    }
  }

  @Test
  void aRunsOwnPageSaysWhatTheJournalKnows() {
    assertThat(page("/console/runs/one?id=order-1"))
        .contains("Temporal does not answer now", "running");
  }

  private String inTime(String path) {
    long begun = System.nanoTime();
    String page = page(path);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(path).isLessThan(PATIENCE);
    return page;
  }

  private String page(String path) {
    Answer page = clicks.get(path);
    assertThat(page.status()).as(path).isEqualTo(200);
    return page.body();
  }
}
