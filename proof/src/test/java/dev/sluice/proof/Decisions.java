package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What people say, through HTTP, and what Temporal then has of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Decisions {

  private static final int VOTERS = 100;

  private final TemporalKind engine;
  private @Nullable DevProcess dev;
  private Http gateway;
  private Shop shop;
  private Recorder recorder;

  Decisions(TemporalKind engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    engine.orSkip();
    Path config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "10m");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\nroutes:\n", "\nroutes:\n" + ASK)
            .replace("\n  ladders:\n", "\n  ladders:\n" + QUICK));
    dev = DevProcess.start(engine, folder.resolve("data"), "--config", config.toString());
    gateway = dev.gateway();
    shop = dev.shop();
    recorder = Recorder.of(gateway, folder);
  }

  private static final String ASK =
      """
        - name: expense
          on: expense.claimed
          start:
            workflow: TaskWorkflow
            taskQueue: tasks
            id: expense-${event.data.id}
            input: |
              {"question": "May " + event.data.id + " be paid?", "data": event.data, "ladder": event.data.ladder}
      """
          .indent(0);

  private static final String QUICK =
      """
          quick:
            tiers: [{to: role:lead, within: 2s, remind: [1s]}, {to: role:head, within: 2s}]
            otherwise: reject
          patient:
            tiers: [{to: role:lead, within: 10m}]
            otherwise: park
      """
          .indent(0);

  @AfterAll
  void stop() {
    if (dev != null) {
      dev.close();
    }
  }

  @Test
  void ofAHundredAtOnceOneWins() throws Exception {
    Order order = Order.usual("crowd").withUnitPrice("500.00");
    shop.place(order);
    String task = shop.awaitTask(order.workflowId() + ":review").path("id").asText();

    List<Http.Answer> answers = allAtOnce(task);

    assertThat(answers).filteredOn(answer -> answer.status() < 300).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 409)
        .hasSize(VOTERS - 1)
        .allSatisfy(
            late -> assertThat(late.body().path("type").asText()).endsWith(":already-decided"));
    JsonNode closed =
        await("the task is closed")
            .atMost(Shop.PATIENCE)
            .until(
                () -> gateway.get("/v1/tasks/" + task).body(),
                each -> each.path("state").asText().equals("decided"));
    String won = closed.path("decision").path("decisionId").asText();
    assertThat(closed.path("decisions")).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 409)
        .allSatisfy(
            late ->
                assertThat(late.body().path("decision").path("decisionId").asText())
                    .isEqualTo(won));
    shop.result(order);
    try (Executions temporal = new Executions(temporalAddress())) {
      assertThat(temporal.signalInputs(order.workflowId())).containsOnlyOnce("decisionId");
      assertThat(temporal.signalInputs(order.workflowId())).contains(won);
    }
  }

  private List<Http.Answer> allAtOnce(String task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(VOTERS);
    try {
      List<Callable<Http.Answer>> voters = new ArrayList<>();
      for (int i = 0; i < VOTERS; i++) {
        String choice = i % 2 == 0 ? "approve" : "reject";
        voters.add(() -> shop.decide(task, choice, "voter"));
      }
      List<Http.Answer> answers = new ArrayList<>();
      for (Future<Http.Answer> answer : threads.invokeAll(voters)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRouteAloneAsksAndWhatIsSaidOnTheWayIsSeen() {
    String id = claim("asked", "patient");
    shop.awaitTask(id + ":task");
    Http.Answer remark =
        gateway.post("/v1/tasks/" + id + ":task/comments", "{\"comment\": \"whose is it?\"}");
    assertThat(remark.status()).isIn(200, 202);
    Http.Answer nobody =
        gateway.post("/v1/tasks/" + id + ":task/delegate", "{\"person\": \"nobody\"}");
    assertThat(nobody.status()).isEqualTo(422);
    await()
        .atMost(Shop.PATIENCE)
        .until(() -> !gateway.get("/v1/tasks/" + id + ":task").body().path("comments").isEmpty());
    assertThat(shop.decide(id + ":task", "approve", "mine").status()).isIn(200, 202);

    assertThat(result(id).path("choice").asText()).isEqualTo("approve");
    assertThat(result(id).path("answered").asBoolean()).isTrue();
    recorder.record("task-answered", id);
  }

  @Test
  void whatNobodyAnswersEndsAsItsLadderSays() {
    String id = claim("unasked", "quick");

    assertThat(result(id).path("choice").asText()).isEqualTo("reject");
    assertThat(result(id).path("answered").asBoolean()).isFalse();
    assertThat(gateway.get("/v1/tasks/" + id + ":task").body().path("state").asText())
        .isEqualTo("expired");
  }

  private String claim(String purpose, String ladder) {
    String id = Order.usual(purpose).id();
    String event =
        """
        {"type": "expense.claimed", "data": {"id": "%s", "ladder": "%s"}}
        """
            .formatted(id, ladder);
    assertThat(gateway.post("/v1/events", event).status()).isEqualTo(202);
    return "expense-" + id;
  }

  private JsonNode result(String workflowId) {
    return await("run " + workflowId)
        .atMost(Shop.PATIENCE)
        .until(
            () -> gateway.get("/v1/runs/" + workflowId).body(),
            run -> run.path("status").asText().equals("completed"))
        .path("result");
  }

  private String temporalAddress() {
    return gateway.get("/v1/about").body().path("temporal").path("address").asText();
  }
}
