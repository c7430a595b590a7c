package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal is away for a minute while events keep coming. */
class OutageUnderLoadIT {

  private static final Duration AWAY = Duration.ofSeconds(60);
  private static final Duration EVERY = Duration.ofMillis(40);

  @TempDir Path folder;

  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void eventsAreAnsweredAllTheWhileAndTheBacklogDrainsByItself() throws Exception {
    try (var temporal = TemporalServer.startOrSkip(folder)) {
      temporal.registerSearchAttributes();
      try (var gateway = GatewayProcess.start(folder, MixedEvents.CONFIG, temporal.address())) {
        var senders = Executors.newScheduledThreadPool(2);
        var sending =
            senders.scheduleAtFixedRate(
                () -> send(gateway.http()), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        await("events before").until(() -> answered.size() > 100);

        temporal.kill9();
        var back = System.nanoTime() + AWAY.toNanos();
        int before = answered.size();
        await("a minute")
            .atMost(AWAY.plusSeconds(10))
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> System.nanoTime() >= back);
        int during = answered.size() - before;
        double waiting = gateway.http().metric("sluice_backlog");
        temporal.restart();
        await("events after").until(() -> answered.size() > before + during + 100);
        sending.cancel(false);
        senders.shutdown();
        assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        var begun = System.nanoTime();
        gateway.awaitNothingWaits(Duration.ofMinutes(5));
        System.out.printf(
            "%d events answered while Temporal was away, %.0f acts waited, done %d s later%n",
            during, waiting, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        assertThat(refused).hasValue(0);
        assertThat(answered).hasSize(sent.get());
        assertThat(during).isGreaterThan((int) (AWAY.toMillis() / EVERY.toMillis() / 2));
        assertThat(waiting).as("what waited").isGreaterThan(during / 2.0);
        assertEachRunsOnce(gateway, temporal);
      }
    }
  }

  private void send(Http gateway) {
    var key = "k" + sent.incrementAndGet();
    var event = new MixedEvents.Sent("id-" + key, "job.started", key);
    var answer = gateway.post("/v1/events", "application/cloudevents+json", event.body());
    if (answer.status() == 202) {
      answered.put(key, answer.body().path("eid").asText());
    } else {
      refused.incrementAndGet();
    }
  }

  private void assertEachRunsOnce(GatewayProcess gateway, TemporalServer temporal) {
    try (var executions = new Executions(temporal.address())) {
      var runs = executions.byWorkflowId();
      // A job, its note and its bell.
      assertThat(runs.size()).isEqualTo(3 * answered.size());
      answered.forEach(
          (key, eid) -> {
            var started = runs.getOrDefault("job-" + key, List.of());
            assertThat(started).as(key).hasSize(1);
            assertThat(Executions.eid(started.get(0))).isEqualTo(eid);
            assertThat(MixedEvents.isAnsweredFor(gateway.http().get("/v1/events/" + eid).body()))
                .as(eid)
                .isTrue();
          });
    }
  }
}
