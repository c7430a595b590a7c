package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two routes to one workflow, {@code orders} that starts it and {@code notes}: one is paused. */
class PausedRoutesTest {

  @TempDir Path folder;

  private final List<String> acted = new CopyOnWriteArrayList<>();

  /** The subjects that no route survives. */
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  private PortBoundTestServer server;
  private String address;

  @BeforeEach
  void startTemporal() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      address = "127.0.0.1:" + free.getLocalPort();
    }
    server = TestServer.createPortBoundServer(port(), true);
    TestAttributes.register(address);
  }

  private int port() {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  @AfterEach
  void stopTemporal() {
    server.close();
  }

  @Test
  void aPausedRouteHoldsItsWorkAndLetsItGoInOrder() {
    try (Rig rig = rig(address).start()) {
      rig.journal.stops().pause("orders", "anna").join();
      List<Event> placed = new ArrayList<>();
      for (int i = 0; i < 210; i++) {
        placed.add(rig.post("order.placed", "order-" + i));
      }
      Verdict held = rig.verdict(placed.get(209));
      assertThat(held.kind()).isEqualTo(Kind.held);
      assertThat(held.reason()).isEqualTo(Reasons.PAUSED);
      assertThat(rig.journal.backlog().size().stopped()).isEqualTo(210);
      assertThat(acted).isEmpty();

      assertThat(rig.journal.stops().resume("orders", "anna").join()).isTrue();
      placed.forEach(event -> rig.awaitVerdict(event, Kind.started));
      assertThat(rig.journal.backlog().size().count()).isZero();
    }
  }

  @Test
  void aSignalDoesNotOvertakeItsStartThatIsPaused() {
    try (Rig rig = rig(address).start()) {
      rig.journal.stops().pause("orders", "anna").join();
      Event placed = rig.post("order.placed", "order-1");
      // This one dies at once where its workflow is absent.
      Event noted = rig.post("order.noted.now", "order-1");
      Event other = rig.post("order.noted.now", "order-2");
      assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.WAITING_FOR_TURN);
      assertThat(rig.awaitVerdict(other, Kind.dead).reason()).isEqualTo(Reasons.WORKFLOW_ABSENT);

      rig.journal.stops().resume("orders", "anna").join();
      rig.awaitVerdict(noted, Kind.signalled);
      assertThat(rig.verdict(placed).kind()).isEqualTo(Kind.started);
      assertThat(acted).containsSubsequence("order.placed order-1", "order.noted.now order-1");
    }
  }

  @Test
  void whatWaitedInMemoryIsHeldByAPauseAndItsOrderIsKept() throws IOException {
    server.close();
    try (Rig rig = rig(address).start()) {
      await().until(() -> rig.dispatcher.health().state() == EngineHealth.State.unavailable);
      Event placed = rig.post("order.placed", "order-1");
      Event noted = rig.post("order.noted.now", "order-1");
      rig.journal.stops().pause("orders", "anna").join();
      assertThat(rig.verdict(placed).reason()).isEqualTo(Reasons.PAUSED);
      assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.WAITING_FOR_TURN);
      Event later = rig.post("order.noted.now", "order-1");

      server = TestServer.createPortBoundServer(port(), true);
      TestAttributes.register(address);
      Event other = rig.post("order.noted.now", "order-2");
      rig.awaitVerdict(other, Kind.dead);
      await().until(() -> rig.dispatcher.health().state() == EngineHealth.State.up);
      // It stood before the other, so that it would have been begun by now.
      assertThat(acted).doesNotContain("order.placed order-1");
      assertThat(rig.verdict(noted).kind()).isEqualTo(Kind.held);

      rig.journal.stops().resume("orders", "anna").join();
      rig.awaitVerdict(noted, Kind.signalled);
      rig.awaitVerdict(later, Kind.signalled);
      assertThat(rig.verdict(placed).kind()).isEqualTo(Kind.started);
    }
  }

  @Test
  void aPauseOutlivesARestart() {
    Event placed;
    Event noted;
    try (Rig rig = rig(address).start()) {
      rig.journal.stops().pause("orders", "anna").join();
      placed = rig.post("order.placed", "order-1");
      noted = rig.post("order.noted.now", "order-1");
    }
    try (Rig rig = rig(address).start()) {
      assertThat(rig.journal.stops().paused()).containsOnlyKeys("orders");
      Event other = rig.post("order.noted.now", "order-2");
      rig.awaitVerdict(other, Kind.dead);
      assertThat(rig.verdict(placed).reason()).isEqualTo(Reasons.PAUSED);

      rig.journal.stops().resume("orders", "bert").join();
      rig.awaitVerdict(noted, Kind.signalled);
      assertThat(rig.verdict(placed).kind()).isEqualTo(Kind.started);
    }
  }

  @Test
  void oneRouteThatGoesOnStaysBehindAnotherThatIsPaused() {
    try (Rig rig = rig(address).start()) {
      rig.journal.stops().pause("orders", "anna").join();
      rig.journal.stops().pause("notes", "anna").join();
      Event placed = rig.post("order.placed", "order-1");
      Event noted = rig.post("order.noted.now", "order-1");
      assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.PAUSED);

      rig.journal.stops().resume("notes", "anna").join();
      assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.WAITING_FOR_TURN);
      rig.journal.stops().resume("orders", "anna").join();
      rig.awaitVerdict(noted, Kind.signalled);
      assertThat(rig.verdict(placed).kind()).isEqualTo(Kind.started);
    }
  }

  @Test
  void pausesAndResumesUnderLoadLoseAndRepeatNothing() throws Exception {
    try (Rig rig = rig(address).start()) {
      List<Event> placed = new ArrayList<>();
      List<Event> noted = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        if (i % 20 == 5) {
          rig.journal.stops().pause("orders", "anna").join();
        } else if (i % 20 == 15) {
          rig.journal.stops().resume("orders", "anna").join();
        }
        placed.add(rig.post("order.placed", "load-" + i));
        noted.add(rig.post("order.noted.now", "load-" + i));
      }
      rig.journal.stops().resume("orders", "anna").join();
      placed.forEach(event -> rig.awaitVerdict(event, Kind.started));
      noted.forEach(event -> rig.awaitVerdict(event, Kind.signalled));
      assertThat(rig.journal.backlog().size().count()).isZero();
      for (int i = 0; i < 100; i++) {
        assertThat(acted)
            .containsSubsequence("order.placed load-" + i, "order.noted.now load-" + i);
      }
    }
  }

  /** One event must not be in the way of what is behind it. */
  @Test
  void whatBreaksItsRouteIsADeadLetterAndTheOthersGoOn() {
    TwoRoutes breaking =
        new TwoRoutes() {
          @Override
          public Planned again(String route, Event event, @Nullable JsonNode enriched) {
            if (broken.contains(String.valueOf(event.subject()))) {
              throw new StackOverflowError("too deep");
            }
            return super.again(route, event, enriched);
          }
        };
    try (Rig rig = rig(address, breaking).start()) {
      rig.journal.stops().pause("orders", "anna").join();
      List<Event> placed = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        placed.add(rig.post("order.placed", "order-" + i));
      }
      broken.add("order-1");
      rig.journal.stops().resume("orders", "anna").join();
      rig.awaitVerdict(placed.get(0), Kind.started);
      assertThat(rig.awaitVerdict(placed.get(1), Kind.dead).lastError()).contains("too deep");
      rig.awaitVerdict(placed.get(2), Kind.started);
    }
  }

  private Rig rig(String temporal) {
    return rig(temporal, new TwoRoutes());
  }

  private Rig rig(String temporal, Routes routes) {
    Failpoint noting =
        (step, work) -> {
          if (step == Failpoint.Step.beforeAct) {
            acted.add(work.event().type() + " " + work.event().subject());
          }
        };
    return new Rig(folder, temporal, false, noting, Clock.systemUTC(), routes);
  }

  private static class TwoRoutes implements Routes {

    private static final Map<String, String> NAMES = Map.of("order.placed", "orders");

    private final FixedRoutes acts = new FixedRoutes();

    @Override
    public List<Planned> plan(Event event) {
      return List.of(again(NAMES.getOrDefault(event.type(), "notes"), event, null));
    }

    @Override
    public Planned again(String route, Event event, @Nullable JsonNode enriched) {
      return acts.again(route, event, enriched);
    }
  }
}
