package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.proof.MixedEvents.Sent;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowExecutionMetadata;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Senders that go on whatever happens, and a gateway that is killed under them at random moments:
 * what was answered is there with its effects, and nothing is there twice.
 */
class MixedRoutesCrashIT {

  private static final int SENDERS = 4;
  private static final int KILLS = 6;
  private static final int MOST_JOBS = 4_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  /** By the sent event: the eid of the answer. */
  private final Map<Sent, String> answered = new ConcurrentHashMap<>();

  /** Sent once, not answered, and not sent again. */
  private final Queue<Sent> givenUp = new ConcurrentLinkedQueue<>();

  private final AtomicInteger jobs = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void whatWasAnsweredHasItsEffectsAndNothingHasThemTwice() throws Exception {
    long seed = System.nanoTime();
    try (var temporal = TemporalServer.startOrSkip(folder)) {
      temporal.registerSearchAttributes();
      try (var gateway = GatewayProcess.start(folder, MixedEvents.CONFIG, temporal.address());
          var executions = new Executions(temporal.address());
          var bells = new Bells(temporal.address())) {
        killUnderLoad(gateway, new Random(seed));
        gateway.awaitNothingWaits(PATIENCE);

        System.out.printf(
            "Seed %d: %d killings, %d events answered, %d given up%n",
            seed, KILLS, answered.size(), givenUp.size());
        assertThat(answered.size()).isGreaterThan(KILLS * 40);
        assertEachAnswerWasTrue(gateway);
        assertNothingIsThereTwice(gateway, executions);
      }
    }
  }

  private void killUnderLoad(GatewayProcess gateway, Random random) throws InterruptedException {
    var senders = Executors.newFixedThreadPool(SENDERS);
    for (int i = 0; i < SENDERS; i++) {
      senders.execute(() -> sendUntilEnough(gateway.http()));
    }
    senders.shutdown();
    for (int i = 0; i < KILLS; i++) {
      int moment = answered.size() + 40 + random.nextInt(200);
      await("more answers")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> answered.size() >= moment);
      gateway.crashAndRestart();
    }
    enough.set(true);
    assertThat(senders.awaitTermination(2, TimeUnit.MINUTES)).as("the senders end").isTrue();
  }

  private void sendUntilEnough(Http gateway) {
    while (!enough.get() && jobs.get() < MOST_JOBS) {
      int number = jobs.incrementAndGet();
      for (var event : MixedEvents.of("k" + number, number)) {
        send(gateway, event);
      }
    }
  }

  /** Half of the senders try again until they are answered, the others do not. */
  private void send(Http gateway, Sent event) {
    if (event.id().hashCode() % 2 == 0 || event.type().equals("job.started")) {
      await("an answer")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isAnswered(gateway, event));
    } else if (!isAnswered(gateway, event)) {
      givenUp.add(event);
    }
  }

  private boolean isAnswered(Http gateway, Sent event) {
    try {
      var answer = gateway.post("/v1/events", "application/cloudevents+json", event.body());
      if (answer.status() == 202) {
        answered.put(event, answer.body().path("eid").asText());
      }
      return answer.status() == 202;
    } catch (UncheckedIOException killed) {
      return false;
    }
  }

  private void assertEachAnswerWasTrue(GatewayProcess gateway) {
    answered.forEach(
        (sent, eid) -> {
          var event = gateway.http().get("/v1/events/" + eid).body();
          assertThat(event.path("id").asText()).isEqualTo(sent.id());
          assertThat(MixedEvents.isAnsweredFor(event)).as(event::toPrettyString).isTrue();
        });
  }

  private void assertNothingIsThereTwice(GatewayProcess gateway, Executions executions) {
    var runs = executions.byWorkflowId();
    assertThat(runs.values()).as("runs of one workflow id").allMatch(each -> each.size() == 1);

    Set<String> expected = new HashSet<>();
    for (var sent : kept(gateway)) {
      switch (sent.type()) {
        case "job.started" -> {
          expected.add("job-" + sent.key());
          expected.add("noted-" + sent.key());
          expected.add("bell-" + sent.key());
          assertThat(eid(runs.getOrDefault("job-" + sent.key(), List.of())))
              .isEqualTo(answered.get(sent));
        }
        case "job.nudged" ->
            // At least once; each killing may repeat one that the journal does not know of.
            assertThat(signals(executions, "job-" + sent.key())).isBetween(1L, 1L + KILLS);
        case "job.rung" -> assertThat(updates(executions, "bell-" + sent.key())).isEqualTo(1);
        case "cart.changed" -> expected.add("cart-" + sent.key());
        default -> {}
      }
    }
    assertThat(runs.keySet()).isEqualTo(expected);
  }

  /** All that is in the journal of what was sent: what was answered, and maybe what was not. */
  private List<Sent> kept(GatewayProcess gateway) {
    List<Sent> kept = new ArrayList<>(answered.keySet());
    for (var sent : givenUp) {
      var found = journal(gateway, sent);
      assertThat(found.size()).as(sent.id()).isLessThanOrEqualTo(1);
      if (found.size() == 1) {
        assertThat(MixedEvents.isAnsweredFor(found.get(0))).as(sent.id()).isTrue();
        kept.add(sent);
      }
    }
    return kept;
  }

  private static JsonNode journal(GatewayProcess gateway, Sent sent) {
    return gateway.http().get("/v1/events?source=/mixed&id=" + sent.id()).body().path("items");
  }

  private static String eid(List<WorkflowExecutionMetadata> runs) {
    return runs.isEmpty() ? "" : Executions.eid(runs.get(0));
  }

  private static long updates(Executions executions, String workflowId) {
    return executions.events(workflowId, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
  }

  private static long signals(Executions executions, String workflowId) {
    return executions.events(workflowId, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  }
}
