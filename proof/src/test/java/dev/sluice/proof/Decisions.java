package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What people say, through HTTP, and what Temporal then has of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Decisions {

  private static final List<String> VOTERS =
      IntStream.range(0, 100).mapToObj(i -> "voter-" + i).toList();

  private final TemporalKind engine;
  private @Nullable DevProcess dev;
  private Http gateway;
  private Ledgers ledgers;
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
                .replace("\npeople:\n", "\npeople:\n  members:\n" + members())
                .replace("\n  ladders:\n", "\n  ladders:\n" + QUICK)
            + access(config.resolveSibling("keys")));
    dev =
        DevProcess.start(
            engine,
            Map.of("SLUICE_GATEWAY_KEY", key("worker")),
            folder.resolve("data"),
            "--config",
            config.toString());
    gateway = dev.gateway().with(key("operator"));
    ledgers = Ledgers.of(gateway.get("/v1/about").body().path("sandbox"));
    shop = new Shop(gateway, ledgers);
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

  private static String members() {
    return VOTERS.stream()
        .map(who -> "    %s: {name: %s, roles: [clerk], access: [read]}%n".formatted(who, who))
        .collect(Collectors.joining("", "    lena: {name: Lena, roles: [lead, head]}\n", ""));
  }

  private static String access(Path keys) throws IOException {
    Files.createDirectories(keys);
    StringBuilder access =
        new StringBuilder(
            """

            access:
              keys:
                - {name: operator, key: 'file:keys/operator', roles: [publish, read, operate]}
                - {name: worker, key: 'file:keys/worker', roles: [publish, worker]}
            """);
    Files.writeString(keys.resolve("operator"), key("operator"));
    Files.writeString(keys.resolve("worker"), key("worker"));
    for (String who : Stream.concat(VOTERS.stream(), Stream.of("lena")).toList()) {
      Files.writeString(keys.resolve(who), key(who));
      access.append(
          "    - {name: %s, key: 'file:keys/%s', roles: [read], person: %s}%n"
              .formatted(who, who, who));
    }
    return access.toString();
  }

  private static String key(String who) {
    return (who + "-").repeat(10);
  }

  @AfterAll
  void stop() {
    if (dev != null) {
      dev.close();
    }
  }

  @Test
  void ofAHundredPeopleAtOnceOneWinsAndTheOrderEndsAsThatOneSaid() throws Exception {
    Order order = Order.usual("crowd").withUnitPrice("500.00");
    shop.place(order);
    String task = shop.awaitTask(order.workflowId() + ":review").path("id").asText();

    Map<String, Http.Answer> late = allAtOnce(task);
    List<String> inTime =
        late.entrySet().stream()
            .filter(each -> each.getValue().status() < 300)
            .map(Map.Entry::getKey)
            .toList();
    assertThat(inTime).hasSize(1);
    String winner = inTime.get(0);
    late.remove(winner);

    JsonNode closed =
        await("the task is closed")
            .atMost(Shop.PATIENCE)
            .until(
                () -> gateway.get("/v1/tasks/" + task).body(),
                each -> each.path("state").asText().equals("decided"));
    JsonNode won = closed.path("decision");
    assertThat(won.path("by").asText()).isEqualTo(winner);
    assertThat(won.path("decision").asText()).isEqualTo(choice(winner));
    assertThat(closed.path("decisions")).hasSize(1);
    assertThat(late.values())
        .hasSize(VOTERS.size() - 1)
        .allSatisfy(answer -> isTooLate(answer, won.path("decisionId").asText(), winner));
    assertThat(shop.result(order).path("outcome").asText())
        .isEqualTo(choice(winner).equals("approve") ? "confirmed" : "refused");
    try (Executions temporal = new Executions(temporalAddress())) {
      assertThat(temporal.signalInputs(order.workflowId()))
          .containsOnlyOnce("decisionId")
          .contains(won.path("decisionId").asText());
    }
  }

  private Shop as(String who) {
    return new Shop(gateway.with(key(who)), ledgers);
  }

  private static void isTooLate(Http.Answer answer, String decisionId, String winner) {
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().path("type").asText()).endsWith(":already-decided");
    assertThat(answer.body().at("/decision/decisionId").asText()).isEqualTo(decisionId);
    assertThat(answer.body().at("/decision/by").asText()).isEqualTo(winner);
    assertThat(answer.body().at("/decision/decision").asText()).isEqualTo(choice(winner));
  }

  /** Every other one is for it. */
  private static String choice(String who) {
    return VOTERS.indexOf(who) % 2 == 0 ? "approve" : "reject";
  }

  /** What each was told. */
  private Map<String, Http.Answer> allAtOnce(String task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(VOTERS.size());
    CyclicBarrier together = new CyclicBarrier(VOTERS.size());
    try {
      Map<String, Future<Http.Answer>> votes = new LinkedHashMap<>();
      for (String who : VOTERS) {
        Shop own = as(who);
        votes.put(
            who,
            threads.submit(
                () -> {
                  together.await();
                  return own.decide(task, choice(who), "as I see it");
                }));
      }
      Map<String, Http.Answer> answers = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Http.Answer>> vote : votes.entrySet()) {
        answers.put(vote.getKey(), vote.getValue().get());
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
    Http lena = gateway.with(key("lena"));
    Http.Answer remark =
        lena.post("/v1/tasks/" + id + ":task/comments", "{\"comment\": \"whose is it?\"}");
    assertThat(remark.status()).isIn(200, 202);
    Http.Answer nobody =
        lena.post("/v1/tasks/" + id + ":task/delegate", "{\"person\": \"nobody\"}");
    assertThat(nobody.status()).isEqualTo(422);
    await()
        .atMost(Shop.PATIENCE)
        .until(() -> !gateway.get("/v1/tasks/" + id + ":task").body().path("comments").isEmpty());
    assertThat(as("lena").decide(id + ":task", "approve", "mine").status()).isIn(200, 202);

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
