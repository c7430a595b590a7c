package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a post to the end of its run, over HTTP, with the in-process Temporal. */
@Timeout(120)
class RunsOverHttpTest {

  @TempDir static Path folder;
  static InProcessTemporal temporal;
  static WorkflowServiceStubs stubs;
  static WorkerFactory workers;
  static TestGateway gateway;
  static Http http;

  @BeforeAll
  static void start() throws IOException {
    temporal = InProcessTemporal.start();
    String address = temporal.address();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    workers = WorkerFactory.newInstance(WorkflowClient.newInstance(stubs));
    workers.newWorker("orders").registerWorkflowImplementationTypes(TestOrder.Impl.class);
    workers.start();
    gateway = TestGateway.start(folder, address);
    http = gateway.http();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    workers.shutdownNow();
    stubs.shutdownNow();
    temporal.close();
  }

  @Test
  void whoWaitsGetsTheResult() {
    Answer answer = placed("now", "wait=20");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("Preference-Applied")).isEqualTo("wait=20");
    assertThat(answer.json().get("status").asText()).isEqualTo("completed");
    assertThat(answer.json().at("/result/outcome").asText()).isEqualTo("confirmed");
    assertThat(placed("now", "wait=20").json().at("/result/outcome").asText())
        .isEqualTo("confirmed");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                http.get(answer.headers().get("Location")).json().at("/verdicts/0/status").asText(),
            "completed"::equals);
  }

  @Test
  void whoWaitsForAFailureIsToldOfIt() {
    JsonNode answer = placed("fail-1", "respond-async, wait=20").json();
    assertThat(answer.get("status").asText()).isEqualTo("failed");
    assertThat(answer.at("/failure/type").asText()).isEqualTo("asked");
    JsonNode dead =
        await()
            .until(
                () -> http.get("/v1/dead-letters?reason=runFailed").json().at("/items/0"),
                json -> !json.isMissingNode());
    assertThat(dead.get("lastError").asText()).isEqualTo("asked: as asked");
    assertThat(dead.get("status").asText()).isEqualTo("failed");
    assertThat(placed("fail-1", "wait=0").json().at("/links/run").asText())
        .isEqualTo("/v1/runs/order-fail-1");
  }

  @Test
  void aNewAttemptHasAnIdOfItsOwnAndTheBaseIdStandsForIt() {
    placed("wait-twice", "wait=0");
    awaitState("order-wait-twice", "waitingForPerson");
    assertThat(http.post("/v1/runs/order-wait-twice/attempts", "").problem())
        .isEqualTo("run-not-over");
    http.post("/v1/events", cancelRequested("wait-twice"));
    await()
        .until(
            () -> http.get("/v1/runs?status=completed").body(),
            body -> body.contains("wait-twice"));

    Answer begun = http.post("/v1/runs/order-wait-twice/attempts", "");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.json().get("workflowId").asText()).isEqualTo("order-wait-twice~2");
    awaitState("order-wait-twice~2", "waitingForPerson");
    assertThat(http.get("/v1/runs/order-wait-twice").json().get("workflowId").asText())
        .isEqualTo("order-wait-twice~2");

    String second = cancelRequested("wait-twice").replace("{\"type\"", "{\"id\":\"2\",\"type\"");
    String eid = http.post("/v1/events", second).json().get("eid").asText();
    JsonNode verdict =
        await()
            .until(
                () -> http.get("/v1/events/" + eid).json().at("/verdicts/0"),
                json -> json.get("verdict").asText().equals("signalled"));
    assertThat(verdict.get("workflowId").asText()).isEqualTo("order-wait-twice~2");
    await()
        .until(
            () -> http.get("/v1/runs/order-wait-twice").json().path("status").asText(),
            "completed"::equals);
  }

  private static void awaitState(String workflowId, String state) {
    await()
        .until(
            () -> http.get("/v1/runs/" + workflowId).json().path("state").asText(), state::equals);
  }

  @Test
  void whoWaitsTooShortGetsTheVerdictsSoFar() {
    Answer answer = placed("wait-short", "wait=1");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().at("/verdicts/0/verdict").asText()).isEqualTo("started");
    assertThat(answer.json().has("result")).isFalse();
  }

  @Test
  void withoutARunThereIsNothingToWaitFor() {
    Answer answer =
        http.send(
            "POST",
            "/v1/events",
            Map.of("Content-Type", "application/json", "Prefer", "wait=20"),
            "{\"type\":\"nobody\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().at("/verdicts/0/verdict").asText()).isEqualTo("unmatched");
  }

  @Test
  void aRunIsListedShownAndCancelled() {
    placed("wait-cancel", "wait=0");
    JsonNode run =
        await()
            .until(
                () -> http.get("/v1/runs/order-wait-cancel").json(),
                json -> json.path("state").asText().equals("waitingForPerson"));
    assertThat(run.get("status").asText()).isEqualTo("running");
    assertThat(run.get("details").asText()).contains("waits for an answer");
    assertThat(run.get("summary").asText()).contains("order.placed");
    assertThat(run.at("/steps/0/step").asText()).isEqualTo("reserve");
    assertThat(http.get("/v1/runs?status=running").body()).contains("order-wait-cancel");
    assertThat(http.post("/v1/runs/order-wait-cancel/cancel", "{\"reason\":\"mind\"}").status())
        .isEqualTo(202);
    await()
        .until(
            () -> http.get("/v1/runs/order-wait-cancel").json().get("status").asText(),
            "cancelled"::equals);
    assertThat(http.post("/v1/runs/order-wait-cancel/cancel", "").problem())
        .isEqualTo("run-not-open");
  }

  @Test
  void howARunEndedIsKnownAlsoWhenTemporalCancelledIt() throws Exception {
    Future<Answer> waiting = CompletableFuture.supplyAsync(() -> placed("wait-kept", "wait=20"));
    await()
        .until(
            () -> http.get("/v1/runs/order-wait-kept").json().path("state").asText(),
            "waitingForPerson"::equals);
    http.post("/v1/runs/order-wait-kept/cancel", "");

    JsonNode answer = waiting.get().json();
    assertThat(answer.get("status").asText()).isEqualTo("cancelled");
    assertThat(answer.at("/result/outcome").asText()).isEqualTo("cancelled");
    JsonNode run = http.get("/v1/runs/order-wait-kept").json();
    assertThat(run.get("status").asText()).isEqualTo("cancelled");
    assertThat(run.get("result")).isEqualTo(answer.get("result"));
    assertThat(run.has("failure")).isFalse();
  }

  @Test
  void aStreamTellsOfARunUntilItEnds() throws IOException {
    placed("wait-stream", "wait=0");
    await().until(() -> http.get("/v1/runs/order-wait-stream").json().has("runId"));
    List<String> events = new ArrayList<>();
    Request request =
        new Request.Builder().url(http.url() + "/v1/runs/order-wait-stream/stream").build();
    OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).build();
    try (var response = client.newCall(request).execute();
        var lines = new BufferedReader(response.body().charStream())) {
      assertThat(response.header("Content-Type")).startsWith("text/event-stream");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          events.add(line.substring(7));
          if (events.size() == 1) {
            http.post("/v1/events", cancelRequested("wait-stream"));
          }
        }
      }
    }
    assertThat(events).startsWith("run").endsWith("run", "end");
  }

  private static String cancelRequested(String orderId) {
    return "{\"type\":\"order.cancelRequested\",\"data\":{\"orderId\":\"" + orderId + "\"}}";
  }

  @Test
  void aDecisionReachesItsRun() {
    placed("wait-review", "wait=0");
    await().until(() -> http.get("/v1/runs/order-wait-review").json().has("state"));
    http.put(
        "/v1/tasks/order-wait-review:review",
        """
        {"id":"order-wait-review:review","workflowId":"order-wait-review","state":"open",
         "question":"?","data":{},"choices":["approve"],"tier":"role:clerk"}
        """);
    int status =
        http.post("/v1/tasks/order-wait-review:review/decision", "{\"decision\":\"approve\"}")
            .status();
    assertThat(status).isIn(200, 202);
    JsonNode run = http.get("/v1/runs/order-wait-review").json();
    assertThat(run.at("/result/outcome").asText()).isEqualTo("approve");
  }

  @Test
  void anUnknownRunIsNotFound() {
    assertThat(http.get("/v1/runs/none").problem()).isEqualTo("no-such-run");
    assertThat(http.get("/v1/runs/none/stream").problem()).isEqualTo("no-such-run");
    assertThat(http.post("/v1/runs/none/cancel", "").status()).isEqualTo(404);
    assertThat(http.get("/v1/runs?status=odd").problem()).isEqualTo("bad-parameter");
  }

  private static Answer placed(String orderId, String prefer) {
    return http.send(
        "POST",
        "/v1/events",
        Map.of("Content-Type", "application/json", "Prefer", prefer),
        Orders.placed(orderId).getBytes(StandardCharsets.UTF_8));
  }
}
