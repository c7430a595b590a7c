package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.common.v1.Header;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the in-process engine: it has no worker, so runs stay running. */
class DispatcherTest {

  @TempDir Path folder;
  private int port;
  private PortBoundTestServer server;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    port = freePort();
    server = TestServer.createPortBoundServer(port, true);
    registerSearchAttributes();
    rig = Rig.inProcess(folder, address()).start();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
    server.close();
  }

  @Test
  void anEventStartsItsWorkflowWithAllThatPeopleNeedToKnow() {
    Event event = rig.post("order.placed", "order-1");

    Verdict verdict = rig.awaitVerdict(event, Kind.started);
    assertThat(verdict.workflowId()).isEqualTo("order-1");
    assertThat(verdict.status()).isEqualTo(RunStatus.running);
    WorkflowExecutionDescription run = run("order-1");
    assertThat(run.getExecution().getRunId()).isEqualTo(verdict.runId());
    assertThat(run.getMemo("eid", String.class)).isEqualTo(event.eid().toString());
    assertThat(run.getMemo("correlationId", String.class)).isEqualTo(event.correlationId());
    assertThat(run.getStaticSummary()).isEqualTo("order.placed order-1 (route order)");
    assertThat(run.getStaticDetails())
        .contains("http://127.0.0.1:8080/v1/events/" + event.eid())
        .contains("http://127.0.0.1:8080/console/events/" + event.eid());
    HistoryEvent first = history("order-1").get(0);
    var started = first.getWorkflowExecutionStartedEventAttributes();
    assertHeaders(started.getHeader(), event);
    assertThat(started.getInput().getPayloads(0).getData().toStringUtf8())
        .isEqualTo("{\"orderId\":\"order-1\",\"total\":12.10}");
    assertThat(started.getPriority().getPriorityKey()).isEqualTo(1);
    assertThat(started.getSearchAttributes().getIndexedFieldsMap())
        .containsOnlyKeys("SluiceRoute", "SluiceEventType", "SluiceCorrelationId");
  }

  @Test
  void aSignalNeverOvertakesItsStart() {
    Event start = rig.post("order.placed", "order-1");
    Event note = rig.post("order.noted", "order-1");

    rig.awaitVerdict(note, Kind.signalled);
    assertThat(rig.verdict(start).kind()).isEqualTo(Kind.started);
    assertThat(rig.verdict(note).runId()).isEqualTo(rig.verdict(start).runId());
    assertThat(history("order-1"))
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  }

  @Test
  void aSignalWaitsForAWorkflowThatComesLaterAndKeepsItsTurn() {
    Event note = rig.post("order.noted", "order-1");
    Verdict waiting = awaitReason(note, Reasons.WAITING_FOR_WORKFLOW);
    assertThat(waiting.nextAttemptAt()).isNotNull();
    Event second = rig.post("order.noted.now", "order-1");
    rig.post("order.placed", "order-1");

    rig.awaitVerdict(note, Kind.signalled);
    rig.awaitVerdict(second, Kind.signalled);
  }

  @Test
  void aSignalForAnAbsentWorkflowIsDeadOrDroppedAsItsRouteSays() {
    Event now = rig.post("order.noted.now", "order-1");
    Event maybe = rig.post("order.noted.maybe", "order-2");

    Verdict dead = rig.awaitVerdict(now, Kind.dead);
    assertThat(dead.reason()).isEqualTo(Reasons.WORKFLOW_ABSENT);
    assertThat(dead.lastError()).startsWith("No run of that workflow id is open. Temporal says: ");
    assertThat(rig.awaitVerdict(maybe, Kind.dropped).reason()).isEqualTo(Reasons.WORKFLOW_ABSENT);
  }

  @Test
  void aCancelAsksTemporalToCancel() {
    rig.post("order.placed", "order-1");
    Event stop = rig.post("order.stopped", "order-1");

    rig.awaitVerdict(stop, Kind.cancelled);
    assertThat(history("order-1"))
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
  }

  @Test
  void aRunThatSomebodyElseStartedUnderTheIdIsAConflict() {
    rig.engine
        .client("")
        .newUntypedWorkflowStub(
            "Other",
            WorkflowOptions.newBuilder().setWorkflowId("order-1").setTaskQueue("q").build())
        .start();

    Event event = rig.post("order.placed", "order-1");
    assertThat(rig.awaitVerdict(event, Kind.dead).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
  }

  @Test
  void aStartThatWasMadeBeforeACrashCountsAsStarted() {
    rig.close();
    rig =
        new Rig(
            folder,
            address(),
            true,
            (step, work) -> {
              if (step == Failpoint.Step.beforeMark) {
                // The engine has it, and the journal is never told.
                throw new IllegalStateException("crash");
              }
            });
    rig.start();
    Event event = rig.post("order.placed", "order-1");
    await().ignoreExceptions().untilAsserted(() -> assertThat(run("order-1")).isNotNull());
    rig.close();
    rig = Rig.inProcess(folder, address()).start();

    Verdict verdict = rig.awaitVerdict(event, Kind.started);
    assertThat(verdict.runId()).isEqualTo(run("order-1").getExecution().getRunId());
  }

  @Test
  void whileTheEngineIsAwayEverythingIsHeldAndThenDrains() throws IOException {
    rig.post("order.placed", "order-0");
    server.close();
    List<Event> events =
        IntStream.rangeClosed(1, 50).mapToObj(i -> rig.post("order.placed", "order-" + i)).toList();

    for (Event event : events) {
      awaitReason(event, Reasons.ENGINE_UNAVAILABLE);
    }
    await().until(() -> rig.dispatcher.health().state(), EngineHealth.State.unavailable::equals);
    Event later = rig.post("order.placed", "order-51");
    assertThat(rig.verdict(later).reason()).isEqualTo(Reasons.ENGINE_UNAVAILABLE);

    server = TestServer.createPortBoundServer(port, true);
    registerSearchAttributes();
    for (Event event : events) {
      rig.awaitVerdict(event, Kind.started);
    }
    rig.awaitVerdict(later, Kind.started);
    assertThat(rig.dispatcher.health().state()).isEqualTo(EngineHealth.State.up);
  }

  @Test
  void whatWaitsForTheEngineSaysWhenItIsTriedNextAlsoWhenItWasNeverTried() throws IOException {
    server.close();
    Event tried = rig.post("order.placed", "order-1");
    awaitReason(tried, Reasons.ENGINE_UNAVAILABLE);
    Event never = rig.post("order.placed", "order-2");
    Verdict first = await().until(() -> rig.verdict(never), it -> it.nextAttemptAt() != null);
    assertThat(first.reason()).isEqualTo(Reasons.ENGINE_UNAVAILABLE);
    assertThat(first.attempts()).isZero();
    assertThat(first.lastError()).isNotBlank();
    assertThat(first.nextAttemptAt())
        .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(5));
    assertThat(rig.verdict(tried).attempts()).isLessThanOrEqualTo(1);
    assertThat(rig.verdict(tried).lastError()).isNotBlank();
    assertThat(rig.verdict(tried).nextAttemptAt()).isNotNull();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> rig.verdict(never),
            it -> it.nextAttemptAt() != null && it.nextAttemptAt().isAfter(first.nextAttemptAt()));

    rig.journal.stops().pause("order", "anna").join();
    assertThat(rig.verdict(never).nextAttemptAt()).as("a paused route has no next").isNull();
    rig.journal.stops().resume("order", "anna").join();
    reopenServer();
    for (Event event : List.of(tried, never)) {
      Verdict started = rig.awaitVerdict(event, Kind.started);
      assertThat(started.lastError()).isNull();
      assertThat(started.nextAttemptAt()).isNull();
    }
  }

  @Test
  void aSignalOutlivesAnOutageWhenTheStartItWaitsForIsHeld() throws IOException {
    TestClock clock = restartWithAClock(Failpoint.NONE);
    server.close();
    Event note = rig.post("order.noted", "order-1");
    Event start = rig.post("order.placed", "order-1");
    awaitReason(note, Reasons.ENGINE_UNAVAILABLE);
    clock.advance(Duration.ofMinutes(10));
    reopenServer();

    rig.awaitVerdict(note, Kind.signalled);
    assertThat(rig.verdict(start).kind()).isEqualTo(Kind.started);
  }

  @Test
  void aSignalWaitsForAsLongAsItsStartCannotBeDispatched() {
    AtomicInteger failures = new AtomicInteger();
    TestClock clock =
        restartWithAClock(
            (step, work) -> {
              if (work.event().type().equals("order.placed") && failures.get() < 3) {
                failures.incrementAndGet();
                throw new IllegalStateException("not now");
              }
            });
    Event note = rig.post("order.noted", "order-1");
    awaitReason(note, Reasons.WAITING_FOR_WORKFLOW);
    clock.advance(Duration.ofMinutes(3));
    rig.post("order.placed", "order-1");
    await().until(() -> failures.get() > 0);
    clock.advance(Duration.ofMinutes(3));

    rig.awaitVerdict(note, Kind.signalled);
  }

  @Test
  void theWaitForAWorkflowCountsFromWhenItCouldHaveCome() throws IOException {
    TestClock clock = restartWithAClock(Failpoint.NONE);
    server.close();
    Event note = rig.post("order.noted", "order-1");
    awaitReason(note, Reasons.ENGINE_UNAVAILABLE);
    clock.advance(Duration.ofMinutes(10));
    reopenServer();

    awaitReason(note, Reasons.WAITING_FOR_WORKFLOW);
    int attempts = rig.verdict(note).attempts();
    clock.advance(Duration.ofMinutes(4));
    await().until(() -> rig.verdict(note).attempts() > attempts);
    assertThat(rig.verdict(note).reason()).isEqualTo(Reasons.WAITING_FOR_WORKFLOW);
    clock.advance(Duration.ofMinutes(2));
    assertThat(rig.awaitVerdict(note, Kind.dead).reason()).isEqualTo(Reasons.WORKFLOW_ABSENT);
  }

  private TestClock restartWithAClock(Failpoint failpoint) {
    rig.close();
    TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
    rig = new Rig(folder, address(), true, failpoint, clock).start();
    return clock;
  }

  private void reopenServer() throws IOException {
    server = TestServer.createPortBoundServer(port, true);
    registerSearchAttributes();
  }

  @Test
  void anUnregisteredSearchAttributeHoldsEverythingWithAnAlarm() throws IOException {
    server.close();
    server = TestServer.createPortBoundServer(port, true);
    Event event = rig.post("order.placed", "order-1");

    awaitReason(event, Reasons.ENGINE_MISCONFIGURED);
    assertThat(rig.verdict(event).kind()).isEqualTo(Kind.held);
    await().until(() -> rig.dispatcher.health().state(), EngineHealth.State.misconfigured::equals);
  }

  @Test
  void whatACommitKeptAlthoughItFailedIsDispatched() {
    rig.awaitVerdict(rig.post("order.placed", "order-0"), Kind.started);
    Event unanswered = rig.postUnanswered("order.placed", "order-1");
    Event later = rig.post("order.placed", "order-2");

    rig.awaitVerdict(later, Kind.started);
    rig.awaitVerdict(unanswered, Kind.started);
  }

  @Test
  void whatWasKeptBeforeTheStartIsReadBackByPages() {
    rig.close();
    rig = Rig.inProcess(folder, address());
    List<Event> events =
        IntStream.range(0, 1_500).mapToObj(i -> rig.post("order.placed", "order-" + i)).toList();
    rig.start();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(rig.journal.backlog().size().count()).isZero());
    assertThat(events)
        .allSatisfy(event -> assertThat(rig.verdict(event).kind()).isEqualTo(Kind.started));
  }

  private Verdict awaitReason(Event event, String reason) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> rig.verdict(event), verdict -> reason.equals(verdict.reason()));
  }

  private static void assertHeaders(Header header, Event event) {
    Map<String, String> values =
        Map.of(
            "sluice-eid", "\"" + event.eid() + "\"",
            "sluice-correlation-id", "\"" + event.correlationId() + "\"",
            "traceparent", "\"" + event.traceparent() + "\"");
    values.forEach(
        (name, value) ->
            assertThat(header.getFieldsOrThrow(name).getData().toStringUtf8()).isEqualTo(value));
  }

  private WorkflowExecutionDescription run(String id) {
    return client().newUntypedWorkflowStub(id).describe();
  }

  private List<HistoryEvent> history(String id) {
    return client().fetchHistory(id).getHistory().getEventsList();
  }

  private WorkflowClient client() {
    return rig.engine.client("");
  }

  private void registerSearchAttributes() {
    TestAttributes.register(address());
  }

  private String address() {
    return "127.0.0.1:" + port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
