package dev.sluice.gateway.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.dispatch.TestAttributes;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.client.WorkflowStub;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the in-process engine, with a real worker. */
class RunFollowerTest {

  @TempDir Path folder;
  private int port;
  private PortBoundTestServer server;
  private Rig rig;
  private AutoCloseable worker;

  @BeforeEach
  void open() throws Exception {
    openServer();
    rig = Rig.inProcess(folder, address()).start();
    worker = rig.worker();
  }

  @AfterEach
  void close() throws Exception {
    worker.close();
    rig.close();
    server.close();
  }

  @Test
  void theStatusFollowsTheRun() {
    Collection<RunBook.End> told = new ConcurrentLinkedQueue<>();
    rig.journal.listen(
        new Journal.Listener() {
          @Override
          public void ended(RunBook.End end) {
            told.add(end);
          }
        });
    Event done = rig.post("order.placed", "order-1");
    Event stopped = rig.post("order.placed", "order-2");
    rig.awaitVerdict(done, Kind.started);
    rig.awaitVerdict(stopped, Kind.started);

    stub("order-1").signal("finish");
    stub("order-2").terminate("enough");
    rig.awaitStatus(done, RunStatus.completed);
    rig.awaitStatus(stopped, RunStatus.terminated);
    await().untilAsserted(() -> assertThat(told).hasSize(2));
    assertThat(rig.journal.runs().list(RunStatus.completed.name(), null, 10, null).items())
        .extracting(run -> run.target().workflowId())
        .containsExactly("order-1");
  }

  @Test
  void runsThatTheInProcessEngineLostAreMadeAgainWithTheirSignals() throws Exception {
    Event open = rig.post("order.placed", "order-1");
    Event note = rig.post("order.noted", "order-1");
    Event done = rig.post("order.placed", "order-2");
    Verdict before = rig.awaitVerdict(note, Kind.signalled);
    rig.awaitVerdict(done, Kind.started);
    stub("order-2").signal("finish");
    Verdict ended = rig.awaitStatus(done, RunStatus.completed);
    close();
    open();

    Verdict after =
        await()
            .until(
                () -> rig.verdict(note),
                verdict ->
                    verdict.kind() == Kind.signalled
                        && !String.valueOf(before.runId()).equals(verdict.runId()));
    assertThat(rig.verdict(open).runId()).isEqualTo(after.runId());
    stub("order-1").signal("finish");
    JsonNode result = stub("order-1").getResult(JsonNode.class);
    assertThat(result.get("notes")).hasSize(1);
    assertThat(rig.verdict(done)).isEqualTo(ended);
  }

  @Test
  void aRunIsToldThatItIsMadeAgain() throws Exception {
    Event open = rig.post("order.placed", "order-1");
    rig.awaitVerdict(open, Kind.started);
    assertThat(repeated("order-1")).isNull();
    close();
    open();

    rig.awaitVerdict(open, Kind.started);
    assertThat(repeated("order-1")).isTrue();
  }

  @Test
  void aStartThatMayHaveBeenLostBeforeItWasMarkedIsToldToo() throws Exception {
    close();
    openServer();
    rig = Rig.inProcess(folder, address());
    Event kept = rig.post("order.placed", "order-1");
    rig.close();
    rig = Rig.inProcess(folder, address()).start();

    rig.awaitVerdict(kept, Kind.started);
    assertThat(repeated("order-1")).isTrue();
    Event fresh = rig.post("order.placed", "order-2");
    rig.awaitVerdict(fresh, Kind.started);
    assertThat(repeated("order-2")).isNull();
  }

  private @Nullable Boolean repeated(String id) {
    return stub(id).describe().getMemo("repeated", Boolean.class, Boolean.class);
  }

  @Test
  void aRunThatAServerForgotIsLostAndADeadLetter() throws Exception {
    Event event = rig.post("order.placed", "order-1");
    rig.awaitVerdict(event, Kind.started);
    worker.close();
    rig.close();
    server.close();
    openServer();
    rig = new Rig(folder, address(), false, Failpoint.NONE).start();
    worker = rig.worker();

    Verdict verdict = rig.awaitStatus(event, RunStatus.lost);
    assertThat(verdict.kind()).isEqualTo(Kind.dead);
    assertThat(verdict.reason()).isEqualTo(Reasons.LOST);
    assertThat(rig.meters.get("sluice.runs.lost").counter().count()).isEqualTo(1);
  }

  private WorkflowStub stub(String id) {
    return rig.engine.client("").newUntypedWorkflowStub(id);
  }

  private void openServer() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server = TestServer.createPortBoundServer(port, true);
    TestAttributes.register(address());
  }

  private String address() {
    return "127.0.0.1:" + port;
  }
}
