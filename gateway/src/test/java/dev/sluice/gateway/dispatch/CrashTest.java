package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict.Kind;
import io.temporal.api.enums.v1.EventType;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that die like by kill -9 between the steps of a dispatch, again and again. */
class CrashTest {

  private static final int ENOUGH = 25;

  @TempDir Path folder;

  /**
   * A gateway that keeps events and says so on its output, and that is gone without a trace when it
   * has passed the given step often enough.
   */
  static final class Child {
    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      Failpoint.Step fatal = Failpoint.Step.valueOf(args[2]);
      AtomicInteger passed = new AtomicInteger();
      Failpoint failpoint =
          (step, work) -> {
            if (step == fatal && passed.incrementAndGet() == ENOUGH) {
              Runtime.getRuntime().halt(137);
            }
          };
      Rig rig = new Rig(folder, args[1], false, failpoint);
      rig.dispatcher.start();
      for (int i = 0; ; i++) {
        String id = args[3] + "-" + i;
        await().until(() -> rig.journal.backlog().size().count() < 20);
        for (String type : List.of("order.placed", "order.noted")) {
          Event event = rig.post(type, id);
          System.out.println("kept " + event.eid());
          System.out.flush();
        }
      }
    }
  }

  @Test
  void noKeptEventIsLostAndNoWorkflowStartsTwice() throws Exception {
    int port = freePort();
    String address = "127.0.0.1:" + port;
    try (PortBoundTestServer server = TestServer.createPortBoundServer(port, true)) {
      TestAttributes.register(address);
      List<UUID> kept = new ArrayList<>();
      int round = 0;
      for (Failpoint.Step step : Failpoint.Step.values()) {
        kept.addAll(runUntilItDies(address, step, "order-" + round++));
        kept.addAll(runUntilItDies(address, step, "order-" + round++));
      }
      assertThat(kept).hasSizeGreaterThan(2 * ENOUGH);

      try (Rig rig = new Rig(folder, address, false, Failpoint.NONE)) {
        rig.dispatcher.start();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(rig.journal.backlog().size().count()).isZero());
        for (UUID eid : kept) {
          StoredEvent event = rig.journal.find(eid).orElseThrow();
          assertThat(event.verdicts().get(0).kind()).isIn(Kind.started, Kind.signalled);
          if (event.verdicts().get(0).kind() == Kind.started) {
            assertStartedByThatEventOnly(rig, event);
          }
        }
      }
      assertThat(server).isNotNull();
    }
  }

  private static void assertStartedByThatEventOnly(Rig rig, StoredEvent event) {
    String id = String.valueOf(event.verdicts().get(0).workflowId());
    var run = rig.engine.client("").newUntypedWorkflowStub(id).describe();
    assertThat(run.getMemo("eid", String.class)).isEqualTo(event.event().eid().toString());
    assertThat(run.getExecution().getRunId()).isEqualTo(event.verdicts().get(0).runId());
    assertThat(rig.engine.client("").fetchHistory(id).getHistory().getEventsList())
        .filteredOn(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .hasSizeLessThanOrEqualTo(2);
  }

  private List<UUID> runUntilItDies(String address, Failpoint.Step step, String prefix)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                address,
                step.name(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<UUID> kept = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("kept ") && line.length() == 41) {
          kept.add(UUID.fromString(line.substring(5)));
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
    return kept;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
