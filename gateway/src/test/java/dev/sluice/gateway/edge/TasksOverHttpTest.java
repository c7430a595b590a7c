package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Delivery;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Said;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of the inbox, with a run that is played by the test. */
class TasksOverHttpTest {

  private static final String REVIEW = "/v1/tasks/order-1:review";

  @TempDir private Path folder;
  private volatile Delivery.Outcome temporal = Delivery.Outcome.taken;
  private final List<Decision> delivered = new CopyOnWriteArrayList<>();
  private Database database;
  private Inbox inbox;
  private Edge edge;
  private Http http;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox = new Inbox(database, this::deliver, Clock.systemUTC(), Duration.ofSeconds(2));
    var threads = Edge.threads();
    edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            Access::thisMachineOnly,
            threads,
            List.of(new TasksApi(inbox, threads)));
    http = new Http(edge.url(), edge.port());
  }

  @AfterEach
  void close() {
    edge.close();
    inbox.close();
    database.close();
  }

  private Delivery.Outcome deliver(String workflowId, Said said) {
    delivered.add((Decision) said);
    return temporal;
  }

  @Test
  void aTaskIsPutListedAndRead() {
    assertThat(http.put(REVIEW, task("open")).status()).isEqualTo(200);
    assertThat(http.put(REVIEW, task("open")).status()).isEqualTo(200);
    JsonNode list = http.get("/v1/tasks?state=open&assignee=role:clerk").json();
    assertThat(list.get("items")).hasSize(1);
    assertThat(list.has("next")).isTrue();
    JsonNode one = http.get(REVIEW).json();
    assertThat(one.at("/data/total").asText()).isEqualTo("1200.00");
    assertThat(one.get("choices")).hasSize(3);
    assertThat(one.get("tier").asText()).isEqualTo("role:clerk");
    assertThat(one.get("decisions")).isEmpty();
    assertThat(one.has("decision")).isFalse();
    assertThat(one.at("/links/run").asText()).isEqualTo("/v1/runs/order-1");
  }

  @Test
  void aDecisionIsAnsweredOnceTheRunHasTakenIt() {
    http.put(REVIEW, task("open"));
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () -> decide("{\"decision\":\"approve\",\"comment\":\"ok\"}"));
    await().until(() -> !delivered.isEmpty());
    Decision taken = delivered.get(0);
    assertThat(taken.by()).isEqualTo("local");
    http.put(
        REVIEW,
        task("decided")
            .replace(
                "\"decision\":null",
                "\"decision\":{\"decision\":\"approve\",\"decisionId\":\""
                    + taken.decisionId()
                    + "\"}"));
    assertThat(answer.join().status()).isEqualTo(200);
    assertThat(answer.join().json().get("state").asText()).isEqualTo("decided");
    Answer late = decide("{\"decision\":\"reject\"}");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().at("/decision/decision").asText()).isEqualTo("approve");
  }

  @Test
  void ofAHundredAtOnceExactlyOneIsKept() {
    http.put(REVIEW, task("open"));
    ExecutorService threads = Executors.newFixedThreadPool(50);
    List<CompletableFuture<Answer>> calls =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> decide("{\"decision\":\"approve\"}"), threads))
            .toList();
    List<Integer> statuses =
        calls.stream().map(CompletableFuture::join).map(Answer::status).toList();
    threads.shutdown();
    assertThat(statuses).filteredOn(status -> status == 202).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 409).hasSize(99);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"decision\":\"maybe\"}|422|not-offered|/decision",
        "{\"decision\":\"settle\"}|422|comment-missing|/comment",
        "{}|400|malformed-body|/decision",
        "{\"decision\":5}|400|malformed-body|/decision",
        "{\"decision\":\"approve\",\"comment\":{}}|400|malformed-body|/comment",
        "[|400|malformed-json|",
      })
  void aDecisionThatIsNoneIsRefused(String body, int status, String word, String pointer) {
    http.put(REVIEW, task("open"));
    Answer answer = decide(body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.problem()).isEqualTo(word);
    if (pointer != null) {
      assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }
    assertThat(delivered).isEmpty();
  }

  @Test
  void whatCannotBeSentToTheRunIsThereForItToAsk() {
    temporal = Delivery.Outcome.unavailable;
    http.put(REVIEW, task("open"));
    assertThat(http.get(REVIEW + "/kept").json().get("items")).isEmpty();
    decide("{\"decision\":\"approve\",\"comment\":\"fine\"}");
    JsonNode kept = http.get(REVIEW + "/kept").json();

    assertThat(kept.get("items")).hasSize(1);
    JsonNode vote = kept.at("/items/0/decide");
    assertThat(vote.get("taskId").asText()).isEqualTo("order-1:review");
    assertThat(vote.get("decision").asText()).isEqualTo("approve");
    assertThat(vote.get("by").asText()).isEqualTo("local");
    assertThat(vote.get("round").asInt()).isZero();
    assertThat(http.get("/v1/tasks/none/kept").problem()).isEqualTo("no-such-task");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(http.get("/v1/tasks/none").status()).isEqualTo(404);
    assertThat(http.post("/v1/tasks/none/decision", "{\"decision\":\"approve\"}").problem())
        .isEqualTo("no-such-task");
    assertThat(http.get("/v1/tasks?state=maybe").status()).isEqualTo(400);
    assertThat(http.get("/v1/tasks?cursor=x").status()).isEqualTo(400);
  }

  @Test
  void aTaskThatIsNoneIsRefused() {
    assertThat(http.put("/v1/tasks/other", task("open")).json().at("/errors/0/pointer").asText())
        .isEqualTo("/id");
    assertThat(http.put(REVIEW, task("perhaps")).status()).isEqualTo(400);
    Answer ofAnother = http.put(REVIEW, task("open").replace("\"order-1\"", "\"order-2\""));
    assertThat(ofAnother.json().at("/errors/0/pointer").asText()).isEqualTo("/id");
    assertThat(http.put(REVIEW, "{}").status()).isEqualTo(400);
  }

  @Test
  void aRunMayNotAskUnderTheNameOfTheGatewaysOwnQuestion() {
    for (String id : List.of("order-1:ended", "order-1:ended:2")) {
      Answer answer = http.put("/v1/tasks/" + id, task("open").replace("order-1:review", id));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.problem()).isEqualTo("malformed-body");
      assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/id");
      assertThat(http.get("/v1/tasks/" + id).status()).isEqualTo(404);
    }
    String other = task("open").replace("order-1:review", "order-1:ended-early");
    assertThat(http.put("/v1/tasks/order-1:ended-early", other).status()).isEqualTo(200);
  }

  @Test
  void anIdMayHoldASlash() {
    String path = "/v1/tasks/a%2Fb:review";
    String body = task("open").replace("order-1:review", "a/b:review").replace("order-1", "a/b");
    assertThat(http.put(path, body).status()).isEqualTo(200);
    JsonNode task = http.get(path).json();
    assertThat(task.get("id").asText()).isEqualTo("a/b:review");
    assertThat(task.at("/links/self").asText()).isEqualTo(path);
  }

  private Answer decide(String body) {
    return http.post(REVIEW + "/decision", body);
  }

  /** As the worker writes it. */
  private static String task(String state) {
    return """
    {"id":"order-1:review","workflowId":"order-1","state":"%s","question":"Approve the order?",
     "data":{"orderId":"1","total":"1200.00"},"choices":["approve","reject","settle"],
     "tier":"role:clerk","due":"2026-11-21T10:00:00Z","decision":null}
    """
        .formatted(state);
  }
}
