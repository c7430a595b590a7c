package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed while work of it stands still: behind a pause, and between two attempts
 * of a run. No worker takes the workflows: their histories show what came, and in which order.
 */
class StoppedRoutesCrashIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int JOBS = 20;

  private static final String CONFIG =
      """
      routes:
        - name: job
          on: job.started
          start: {workflow: Job, taskQueue: nobody, id: 'job-${event.data.key}', input: event.data}
        - name: nudge
          on: job.nudged
          signal: {id: 'job-${event.data.key}', name: nudge, input: event.data.n}
        - name: hurried
          on: job.hurried
          start: {workflow: Job, taskQueue: nobody, id: 'hurried-${event.data.key}', executionTimeout: 1s}
          retry: {attempts: 2, backoff: 45s}
      """;

  @TempDir Path folder;

  @Test
  void aPausedRouteIsStillPausedAfterAKillingAndLetsAllGoOnceAndInOrder() throws Exception {
    try (var temporal = TemporalServer.startOrSkip(folder)) {
      temporal.registerSearchAttributes();
      try (var gateway = GatewayProcess.start(folder, CONFIG, temporal.address());
          var executions = new Executions(temporal.address())) {
        assertThat(gateway.http().post("/v1/routes/job/pause", "").status()).isEqualTo(200);
        List<String> sent = new ArrayList<>();
        for (int job = 1; job <= JOBS; job++) {
          sent.add(send(gateway, "job.started", job, 0));
          sent.add(send(gateway, "job.nudged", job, 1));
        }
        gateway.crashAndRestart();

        for (int job = 1; job <= JOBS; job++) {
          sent.add(send(gateway, "job.nudged", job, 2));
        }
        var route = gateway.http().get("/v1/routes/job").body();
        assertThat(route.path("state").asText()).isEqualTo("paused");
        assertThat(route.path("held").asInt()).isEqualTo(JOBS);
        assertThat(sent)
            .allSatisfy(
                eid ->
                    assertThat(verdict(gateway, eid).path("reason").asText())
                        .isIn("paused", "waiting for its turn"));
        assertThat(executions.byWorkflowId()).isEmpty();

        assertThat(gateway.http().post("/v1/routes/job/resume", "").status()).isEqualTo(200);
        for (var eid : sent) {
          await("all are done")
              .atMost(PATIENCE)
              .until(
                  () -> verdict(gateway, eid).path("verdict").asText(),
                  verdict -> verdict.matches("started|signalled"));
        }
        assertEachJobIsThereOnce(executions);
      }
    }
  }

  private static void assertEachJobIsThereOnce(Executions executions) {
    await("visibility")
        .atMost(PATIENCE)
        .until(() -> executions.byWorkflowId().size(), size -> size >= JOBS);
    var runs = executions.byWorkflowId();
    assertThat(runs).hasSize(JOBS);
    assertThat(runs.values()).as("runs of one workflow id").allMatch(each -> each.size() == 1);
    assertThat(runs.keySet())
        .allSatisfy(
            id ->
                assertThat(executions.signalInputs(id)).as("what came to " + id).isEqualTo("1 2"));
  }

  @Test
  void aRunGoesOnByItselfAtItsTimeAlsoAfterAKilling() throws Exception {
    try (var temporal = TemporalServer.startOrSkip(folder)) {
      temporal.registerSearchAttributes();
      try (var gateway = GatewayProcess.start(folder, CONFIG, temporal.address());
          var executions = new Executions(temporal.address())) {
        var eid = send(gateway, "job.hurried", 1, 0);
        var waiting = awaitVerdict(gateway, eid, "held", "retrying");
        assertThat(waiting.path("lastError").asText()).isEqualTo("timedOut");
        assertThat(waiting.path("attempts").asInt()).isEqualTo(1);
        gateway.crashAndRestart();

        var still = verdict(gateway, eid);
        assertThat(still.path("reason").asText()).isEqualTo("retrying");
        assertThat(still.path("nextAttemptAt")).isEqualTo(waiting.path("nextAttemptAt"));

        var dead = awaitVerdict(gateway, eid, "dead", "runFailed");
        assertThat(dead.path("attempts").asInt()).isEqualTo(2);
        assertThat(dead.path("workflowId").asText()).isEqualTo("hurried-1");
        assertThat(dead.path("runId")).isNotEqualTo(waiting.path("runId"));
        assertThat(executions.byWorkflowId().get("hurried-1"))
            .extracting(run -> run.getExecution().getRunId())
            .containsExactlyInAnyOrder(waiting.path("runId").asText(), dead.path("runId").asText());
      }
    }
  }

  private static JsonNode awaitVerdict(
      GatewayProcess gateway, String eid, String kind, String reason) {
    return await(kind + ": " + reason)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> verdict(gateway, eid),
            verdict ->
                verdict.path("verdict").asText().equals(kind)
                    && verdict.path("reason").asText().equals(reason));
  }

  private static JsonNode verdict(GatewayProcess gateway, String eid) {
    return gateway.http().get("/v1/events/" + eid).body().path("verdicts").path(0);
  }

  private static String send(GatewayProcess gateway, String type, int key, int n) {
    var body = "{\"type\": \"%s\", \"data\": {\"key\": \"%d\", \"n\": %d}}";
    var answer =
        gateway
            .http()
            .post("/v1/events", "application/json", body.formatted(type, key, n).getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(202);
    return answer.body().path("eid").asText();
  }
}
