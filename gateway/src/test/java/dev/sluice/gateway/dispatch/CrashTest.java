package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.journal.Appended;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that die like by kill -9 between the steps of a dispatch, again and again. */
class CrashTest {

  private static final int ENOUGH = 25;

  /** Kept on disk, and whoever sent it does not know. */
  private static final String BEFORE_ANSWER = "beforeAnswer";

  @TempDir Path folder;

  private final List<UUID> kept = new ArrayList<>();

  /** What was on disk when its sender was left without an answer. */
  private final List<String> unanswered = new ArrayList<>();

  /**
   * A gateway that keeps events and says so on its output, and that is gone without a trace when it
   * has passed the given step often enough.
   */
  static final class Child {
    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      String fatal = args[2];
      AtomicInteger passed = new AtomicInteger();
      Consumer<String> at =
          step -> {
            if (step.equals(fatal) && passed.incrementAndGet() == ENOUGH) {
              Runtime.getRuntime().halt(137);
            }
          };
      Failpoint failpoint = (step, work) -> at.accept(step.name());
      Rig rig = new Rig(folder, args[1], false, failpoint);
      rig.dispatcher.start();
      for (int i = 0; ; i++) {
        String id = args[3] + "-" + i;
        await().until(() -> rig.journal.backlog().size().count() < 20);
        for (String type : List.of("order.placed", "order.noted")) {
          System.out.println("sending " + type + " " + id);
          Appended appended = rig.send(type, id, type + "/" + id);
          at.accept(BEFORE_ANSWER);
          System.out.println("kept " + ((Appended.Kept) appended).event().eid());
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
      int round = 0;
      for (String step : steps()) {
        runUntilItDies(address, step, "order-" + round++);
        runUntilItDies(address, step, "order-" + round++);
      }
      assertThat(kept).hasSizeGreaterThan(2 * ENOUGH);
      assertThat(unanswered).hasSize(2).doesNotContain("");

      try (Rig rig = new Rig(folder, address, false, Failpoint.NONE)) {
        rig.dispatcher.start();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(rig.journal.backlog().size().count()).isZero());
        for (String line : unanswered) {
          String[] words = line.split(" ", 3);
          Appended again = rig.send(words[1], words[2], words[1] + "/" + words[2]);
          assertThat(again).as(line).isInstanceOf(Appended.Duplicate.class);
          kept.add(((Appended.Duplicate) again).first().event().eid());
        }
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

  private static List<String> steps() {
    return Stream.concat(
            Stream.of(BEFORE_ANSWER), Stream.of(Failpoint.Step.values()).map(Failpoint.Step::name))
        .toList();
  }

  private void runUntilItDies(String address, String step, String prefix)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                address,
                step,
                prefix)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String sending = "";
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("kept ") && line.length() == 41) {
          kept.add(UUID.fromString(line.substring(5)));
          sending = "";
        } else if (line.startsWith("sending ")) {
          sending = line;
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
    if (step.equals(BEFORE_ANSWER)) {
      unanswered.add(sending);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
