package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.Orders;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.TestOrder;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run's page, with the in-process Temporal. */
@Timeout(120)
class ConsoleRunsTest {

  @TempDir static Path folder;
  static InProcessTemporal temporal;
  static WorkflowServiceStubs stubs;
  static WorkerFactory workers;
  static TestGateway gateway;
  static Http http;
  static Clicks clicks;

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
    gateway = TestGateway.start(folder, address, URI.create("http://127.0.0.1:8233"));
    http = gateway.http();
    clicks = new Clicks(http.url());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    workers.shutdownNow();
    stubs.shutdownNow();
    temporal.close();
  }

  @Test
  void aRunShowsItsLedgerAndThenItsResult() {
    http.post("/v1/events", Orders.placed("shown"));
    String page = awaitPage("/console/runs/one?id=order-shown", "confirmed");
    assertThat(page)
        .contains("class=\"timeline\"", "reserve", "completed", "Begin a new attempt")
        .doesNotContain("hx-get", "Ask to cancel");
    assertThat(page).contains("\"outcome\" : \"confirmed\"", "<span>confirmed</span>");
  }

  @Test
  void aRunLeadsToTheTemporalUiAndItsDetailsThereLeadBack() {
    String eid = http.post("/v1/events", Orders.placed("there")).json().get("eid").asText();
    String page = awaitPage("/console/runs/one?id=order-there", "confirmed");
    WorkflowExecutionDescription run =
        WorkflowClient.newInstance(stubs).newUntypedWorkflowStub("order-there").describe();
    assertThat(page)
        .contains(
            "href=\"http://127.0.0.1:8233/namespaces/default/workflows/order-there/"
                + run.getExecution().getRunId()
                + "\"");
    String back = first("\\[why]\\(([^)]+)\\)", String.valueOf(run.getStaticDetails()));
    assertThat(back).isEqualTo(TestGateway.SELF + "/console/events/" + eid);
    assertThat(clicks.get(URI.create(back).getPath()).body())
        .contains("<h1>order.placed</h1>", "href=\"/console/runs/one?id=order-there");
  }

  @Test
  void aFailureIsSaid() {
    http.post("/v1/events", Orders.placed("fail-shown"));
    assertThat(awaitPage("/console/runs/one?id=order-fail-shown", "as asked")).contains("failed");
  }

  /** One that was called off has completed, too. */
  @Test
  void whatCameOfARunCountsMoreThanThatItIsOver() {
    http.post("/v1/events", Orders.placed("wait-called-off"));
    String path = "/console/runs/one?id=order-wait-called-off";
    assertThat(awaitPage(path, "waiting for person")).contains("class=\"card waiting\"");
    http.post(
        "/v1/events",
        "{\"type\":\"order.cancelRequested\",\"data\":{\"orderId\":\"wait-called-off\",\"reason\":\"x\"}}");
    assertThat(awaitPage(path, "<span>cancelled</span>"))
        .contains("class=\"card muted\"", "<span class=\"badge muted\">completed</span>");
  }

  @Test
  void aRunThatWaitsIsAskedToCancelAndThenDoneOnceMore() {
    http.post("/v1/events", Orders.placed("wait-acted"));
    String id = "?id=order-wait-acted";
    String path = "/console/runs/one" + id;
    String page = awaitPage(path, "waiting for person");
    assertThat(page).contains("Ask to cancel", "hx-trigger=\"every 2s\"");
    String poll = first("hx-get=\"([^\"]+)\"", page);
    assertThat(clicks.poll(poll).status()).as("nothing has changed").isEqualTo(204);

    assertThat(post("/console/runs/one/attempts" + id).body()).contains("The run has not ended");
    assertThat(post("/console/runs/one/cancel" + id).body())
        .contains("The run was asked to cancel");
    awaitPage(path, "Begin a new attempt");
    assertThat(clicks.poll(poll).body())
        .as("what the open page is told")
        .contains("id=\"run\" hx-swap-oob", "id=\"acts\" hx-swap-oob", "Begin a new attempt")
        .doesNotContain("hx-get", "Ask to cancel", "<html");
    assertThat(post("/console/runs/one/cancel" + id).body()).contains("Nothing was cancelled");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(post("/console/runs/one/attempts" + id).body())
                    .contains("A new attempt has begun", "order-wait-acted~2"));

    String first = clicks.get(path).body();
    assertThat(first)
        .as("the one before can be seen all the same")
        .contains("<h1>order-wait-acted</h1>", "cancelled")
        .contains("/console/runs/one?id=order-wait-acted%7E2");
    String second = awaitPage(path + "~2", "waiting for person");
    assertThat(second).contains("<h1>order-wait-acted~2</h1>");
    assertThat(clicks.get(first("href=\"(/console/runs/one[^\"]+run=[^\"]+)\"", second)).body())
        .contains("<h1>order-wait-acted</h1>");
    assertThat(clicks.get("/console/runs").body()).contains("id=order-wait-acted&amp;run=");
  }

  @Test
  void anOpenListOfEventsIsToldWhatBecomesOfThem() {
    clicks.form("/console/routes/order/pause", "");
    http.post("/v1/events", Orders.placed("wait-live"));
    String list = "/console/events?type=order.placed&id=wait-live";
    String page = clicks.get(list).body();
    assertThat(page).contains(">held<");
    String poll = first("hx-get=\"([^\"]+)\"", page);
    assertThat(clicks.poll(poll).status()).as("nothing has changed").isEqualTo(204);

    clicks.form("/console/routes/order/resume", "");
    String started = awaitNews(poll, "started, running");
    assertThat(started).contains("<tbody id=\"rows\"").doesNotContain(">held<", "<html");
    http.post(
        "/v1/events",
        "{\"type\":\"order.cancelRequested\",\"data\":{\"orderId\":\"wait-live\",\"reason\":\"x\"}}");
    String completed = awaitNews(first("hx-get=\"([^\"]+)\"", started), "started, completed");
    assertThat(completed).doesNotContain("running");
    assertThat(clicks.get(list).body()).contains("started, completed");
  }

  /** As an open page does, which asks on from what it was told last. */
  private static String awaitNews(String poll, String word) {
    String[] next = {poll};
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              Answer news = clicks.poll(next[0]);
              if (news.status() != 204) {
                next[0] = first("hx-get=\"([^\"]+)\"", news.body());
              }
              return news.body();
            },
            body -> body.contains(word));
  }

  @Test
  void aRunLeadsToWhatItAsks() {
    http.post("/v1/events", Orders.placed("wait-asks"));
    http.post("/v1/events", Orders.placed("wait-asks-not"));
    put("order-wait-asks:review", "open");
    put("order-wait-asks:capture", "expired");
    put("order-wait-asks-not:review", "decided");
    String link = "href=\"" + Links.task("order-wait-asks:review") + "\">May it pass?</a>";
    String path = "/console/runs/one?id=order-wait-asks";
    String page = awaitPage(path, "waiting for person");
    assertThat(page)
        .contains(link, "Asks <code>role:clerk</code>")
        .doesNotContain("order-wait-asks:capture");
    assertThat(awaitPage(path + "-not", "waiting for person")).doesNotContain("May it pass?");

    String poll = first("hx-get=\"([^\"]+)\"", page);
    put("order-wait-asks:review", "decided");
    assertThat(clicks.poll(poll).body()).contains("id=\"run\"").doesNotContain(link);
  }

  /** As the run's worker does. */
  private static void put(String id, String state) {
    String task =
        """
        {"id": "%s", "workflowId": "%s", "state": "%s", "question": "May it pass?", "data": {},
         "choices": ["approve", "reject"], "tier": "role:clerk"}
        """
            .formatted(id, id.substring(0, id.indexOf(':')), state);
    Answer answer =
        http.send(
            "PUT",
            "/v1/tasks/" + id.replace(":", "%3A"),
            Map.of("Content-Type", "application/json"),
            task.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static Answer post(String path) {
    return clicks.form(path, "reason=a+test");
  }

  private static String first(String pattern, String page) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1)
        .replace("&amp;", "&");
  }

  private static String awaitPage(String path, String word) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> http.get(path).body(), page -> page.contains(word));
  }
}
