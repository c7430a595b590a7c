package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work waits for Temporal, and the routes are others by the time that it is there. */
class ChangedRoutesTest {

  @TempDir Path folder;

  @Test
  void whatWaitedIsDoneByTheRoutesInForceUnderTheIdThatItHas() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    Changing routes = new Changing();
    try (Rig rig = rig(address, routes).start()) {
      await().until(() -> rig.dispatcher.health().state() == EngineHealth.State.unavailable);
      Event changed = rig.post("order.placed", "changed");
      Event gone = rig.post("order.placed", "gone");
      Event other = rig.post("order.placed", "other");
      Event signal = rig.post("order.noted", "changed");
      routes.change();
      try (PortBoundTestServer server = TestServer.createPortBoundServer(port, true)) {
        TestAttributes.register(address);
        assertThat(rig.awaitVerdict(gone, Kind.dead).reason()).isEqualTo("routeGone");
        assertThat(rig.awaitVerdict(other, Kind.dead).reason()).isEqualTo(Reasons.ROUTE_CHANGED);
        assertThat(rig.awaitVerdict(changed, Kind.started).workflowId()).isEqualTo("changed");
        assertThat(rig.awaitVerdict(signal, Kind.dead).reason()).isEqualTo(Reasons.ROUTE_CHANGED);
        assertThat(
                rig.engine
                    .client("")
                    .fetchHistory("changed")
                    .getEvents()
                    .get(0)
                    .getWorkflowExecutionStartedEventAttributes()
                    .getInput()
                    .toString())
            .contains("after");
        assertThat(server).isNotNull();
      }
    }
  }

  @Test
  void whatIsReadBackAfterARestartIsDoneInTheSameWay() throws IOException {
    Changing routes = new Changing();
    Event started;
    Event signalled;
    Event changed;
    try (Rig rig = rig("127.0.0.1:1", routes)) {
      started = rig.post("order.placed", "other");
      signalled = rig.post("order.noted", "changed");
      changed = rig.post("order.noted", "other");
    }
    routes.change();
    try (InProcessTemporal temporal = InProcessTemporal.start();
        Rig rig = rig(temporal.address(), routes).start()) {
      assertThat(rig.awaitVerdict(started, Kind.dead).reason()).isEqualTo(Reasons.ROUTE_CHANGED);
      assertThat(rig.awaitVerdict(signalled, Kind.dead).reason()).isEqualTo(Reasons.ROUTE_CHANGED);
      assertThat(rig.awaitVerdict(changed, Kind.dead).reason())
          .as("another act on a workflow, which is not there")
          .isEqualTo(Reasons.WORKFLOW_ABSENT);
      assertThat(rig.journal.runs().list(null, null, 10, null).items()).isEmpty();
    }
  }

  private Rig rig(String address, Routes routes) {
    return new Rig(folder, address, false, Failpoint.NONE, Clock.systemUTC(), routes);
  }

  private static final class Changing implements Routes {

    private final FixedRoutes before = new FixedRoutes();
    private volatile Instant since = Instant.MIN;

    void change() {
      since = Instant.now();
    }

    @Override
    public Instant since() {
      return since;
    }

    @Override
    public List<Planned> plan(Event event) {
      return List.of(again("order", event, null));
    }

    @Override
    public Planned again(String route, Event event, @Nullable JsonNode enriched) {
      if (since.equals(Instant.MIN)) {
        return before.again(route, event, enriched);
      }
      return switch (String.valueOf(event.subject())) {
        case "changed" ->
            new Planned.Work(
                route,
                new Action.Start(
                    "an-id-of-now",
                    null,
                    "Waiting",
                    FixedRoutes.QUEUE,
                    Entries.json("{\"orderId\":\"after\"}"),
                    null,
                    null));
        case "other" ->
            new Planned.Work(
                route, new Action.Cancel("other", null, null, new Action.IfAbsent.Dead()));
        default -> new Planned.Broken(route, "routeGone", "No such route");
      };
    }
  }
}
