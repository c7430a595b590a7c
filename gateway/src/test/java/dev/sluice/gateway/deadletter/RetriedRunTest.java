package dev.sluice.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.FixedRoutes;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.dispatch.TemporalProcess;
import dev.sluice.gateway.dispatch.Waiting;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that failed or timed out and go on by themselves: three attempts in all, after 2 s and then
 * 4 s.
 */
class RetriedRunTest {

  private static final String[] ATTRIBUTES = {
    "SluiceRoute=Keyword", "SluiceEventType=Keyword", "SluiceCorrelationId=Keyword"
  };

  @TempDir Path folder;

  private final TestClock clock = new TestClock(Instant.now());

  @Test
  void inProcessTheSameIdIsStartedAgainUntilNoAttemptIsLeft() throws Exception {
    try (InProcessTemporal temporal = InProcessTemporal.start();
        Rig rig = rig(temporal.address(), true).start();
        AutoCloseable worker = rig.worker()) {
      failsUntilNoAttemptIsLeft(rig, "retried-1");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void onAServerItIsReset() throws Exception {
    try (TemporalProcess temporal = TemporalProcess.start(folder, ATTRIBUTES);
        Rig rig = rig(temporal.address(), false).start();
        AutoCloseable worker = rig.worker()) {
      failsUntilNoAttemptIsLeft(rig, "retried-2");
      timesOutUntilNoAttemptIsLeft(rig, "late-2");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void inProcessARunThatTimedOutIsStartedAgainUntilNoAttemptIsLeft() throws Exception {
    try (InProcessTemporal temporal = InProcessTemporal.start();
        Rig rig = rig(temporal.address(), true).start();
        AutoCloseable worker = rig.worker()) {
      timesOutUntilNoAttemptIsLeft(rig, "late-1");
      assertThat(worker).isNotNull();
    }
  }

  /** Each time for as long as it may take: a new attempt has all of its time again. */
  private void timesOutUntilNoAttemptIsLeft(Rig rig, String id) {
    Event placed = rig.post("order.hurried", id);
    Verdict first = awaitTheFirst(rig, placed, RunStatus.timedOut, "timedOut");
    clock.advance(Duration.ofSeconds(2));
    rig.awaitVerdict(placed, Kind.started);
    rig.awaitStatus(placed, RunStatus.running);
    awaitTheOthers(rig, placed, first);
  }

  private void failsUntilNoAttemptIsLeft(Rig rig, String id) {
    Waiting.Impl.FAILING.add(id);
    Event placed = rig.post("order.placed", id);
    Verdict first = awaitTheFirst(rig, placed, RunStatus.failed, "asked: as asked");
    Event noted = rig.post("order.noted.now", id);
    assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.WAITING_FOR_TURN);
    clock.advance(Duration.ofSeconds(2));
    awaitTheOthers(rig, placed, first);
    // It came to the second run, or that had failed by then: it was not tried before.
    assertThat(rig.verdict(noted).kind()).isNotEqualTo(Kind.held);

    assertThat(rig.redrive(placed)).isInstanceOf(Redriven.Again.class);
    assertThat(awaitRetrying(rig, placed, 4).nextAttemptAt())
        .as("a person's redrive counts from the start")
        .isEqualTo(after(Duration.ofSeconds(2)));
    Waiting.Impl.FAILING.remove(id);
    clock.advance(Duration.ofSeconds(2));
    rig.awaitVerdict(placed, Kind.started);
    rig.awaitStatus(placed, RunStatus.running);
  }

  /** The clock stands still: nothing goes on before it is told so. */
  private Verdict awaitTheFirst(Rig rig, Event placed, RunStatus status, String error) {
    Verdict first = awaitRetrying(rig, placed, 1);
    assertThat(first.status()).isEqualTo(status);
    assertThat(first.lastError()).isEqualTo(error);
    assertThat(first.nextAttemptAt()).isEqualTo(after(Duration.ofSeconds(2)));
    return first;
  }

  private void awaitTheOthers(Rig rig, Event placed, Verdict first) {
    Verdict second = awaitRetrying(rig, placed, 2);
    assertThat(second.runId()).isNotEqualTo(first.runId());
    assertThat(second.workflowId()).isEqualTo(first.workflowId());
    assertThat(second.nextAttemptAt()).isEqualTo(after(Duration.ofSeconds(4)));

    clock.advance(Duration.ofSeconds(4));
    Verdict dead = rig.awaitVerdict(placed, Kind.dead);
    assertThat(dead.reason()).isEqualTo(Reasons.RUN_FAILED);
    assertThat(dead.status()).isEqualTo(first.status());
    assertThat(dead.lastError()).isEqualTo(first.lastError());
    assertThat(dead.attempts()).isEqualTo(3);
    assertThat(dead.nextAttemptAt()).isNull();
  }

  @Test
  void aRestartChangesNothingAndAPausedRouteWaits() throws Exception {
    try (InProcessTemporal temporal = InProcessTemporal.start()) {
      Event placed;
      Waiting.Impl.FAILING.add("retried-3");
      try (Rig rig = rig(temporal.address(), true).start();
          AutoCloseable worker = rig.worker()) {
        placed = rig.post("order.placed", "retried-3");
        awaitRetrying(rig, placed, 1);
        assertThat(worker).isNotNull();
      }
      Waiting.Impl.FAILING.remove("retried-3");
      try (Rig rig = rig(temporal.address(), true).start();
          AutoCloseable worker = rig.worker()) {
        Event other = rig.post("order.placed", "other-3");
        rig.awaitVerdict(other, Kind.started);
        Verdict still = rig.verdict(placed);
        assertThat(still.reason()).isEqualTo(Reasons.RETRYING);
        assertThat(still.nextAttemptAt()).isEqualTo(after(Duration.ofSeconds(2)));

        rig.journal.stops().pause("order", "anna").join();
        clock.advance(Duration.ofSeconds(2));
        Awaitility.await().until(() -> Reasons.PAUSED.equals(rig.verdict(placed).reason()));

        rig.journal.stops().resume("order", "anna").join();
        rig.awaitVerdict(placed, Kind.started);
        rig.awaitStatus(placed, RunStatus.running);
        assertThat(worker).isNotNull();
      }
    }
  }

  @Test
  void aRunThatWasTerminatedIsADeadLetterAtOnce() throws Exception {
    try (InProcessTemporal temporal = InProcessTemporal.start();
        Rig rig = rig(temporal.address(), true).start();
        AutoCloseable worker = rig.worker()) {
      Event placed = rig.post("order.placed", "retried-4");
      rig.awaitStatus(placed, RunStatus.running);
      rig.engine.client("").newUntypedWorkflowStub("retried-4").terminate("enough");
      Verdict dead = rig.awaitVerdict(placed, Kind.dead);
      assertThat(dead.status()).isEqualTo(RunStatus.terminated);
      assertThat(worker).isNotNull();
    }
  }

  private Instant after(Duration pause) {
    return Instant.ofEpochMilli(clock.instant().plus(pause).toEpochMilli());
  }

  private static Verdict awaitRetrying(Rig rig, Event event, int attempts) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> rig.verdict(event),
            verdict -> Reasons.RETRYING.equals(verdict.reason()) && verdict.attempts() == attempts);
  }

  private Rig rig(String temporal, boolean inProcess) {
    return new Rig(folder, temporal, inProcess, Failpoint.NONE, clock, new Retrying());
  }

  private static final class Retrying implements Routes {

    private final FixedRoutes acts = new FixedRoutes();

    @Override
    public List<Planned> plan(Event event) {
      return acts.plan(event);
    }

    @Override
    public Planned again(String route, Event event, @Nullable JsonNode enriched) {
      return acts.again(route, event, enriched);
    }

    @Override
    public Optional<Retry> retry(String route) {
      return Optional.of(new Retry(3, Duration.ofSeconds(2), 2));
    }
  }
}
