package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.GatewayConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An inbox and the runs of a real server that differ: the runs are right, and nobody is asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealingIT {

  private TemporalServer temporal;
  private Executions runs;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    temporal = TemporalServer.startOrSkip(folder);
    temporal.registerSearchAttributes();
    runs = new Executions(temporal.address());
  }

  @AfterAll
  void stop() {
    if (temporal != null) {
      runs.close();
      temporal.close();
    }
  }

  @Test
  void whatALostJournalDoesNotKnowIsAskedAsItsRunHasItAndIsAnswered(@TempDir Path folder)
      throws Exception {
    try (Asking asking = Asking.on(temporal, folder, configuration(), HealingIT::patient)) {
      String task = ask(asking, "lost", "board");
      asking.awaitTask(task, each -> each.path("tier").asText().equals("role:lead"));
      asking.as("leo").post("/v1/tasks/" + task + "/comments", "{\"comment\": \"whose is it?\"}");
      assertThat(asking.decide("lena", task, "approve").status()).isEqualTo(200);
      JsonNode before = asking.awaitTask(task, HealingIT::hasAVoteAndARemark);
      List<String> reminders = reminders(asking);
      assertThat(reminders).hasSize(2);

      asking.loseJournal();
      assertThat(asking.http.get("/v1/events").body().path("items")).isEmpty();
      JsonNode after = asking.awaitTask(task, each -> true);
      assertThat(after).isEqualTo(before);
      assertThat(reminders(asking)).isEqualTo(reminders);

      Http.Answer again = asking.decide("lena", task, "reject");
      assertThat(again.body().path("type").asText()).endsWith(":already-voted");
      assertThat(asking.decide("leo", task, "approve").status()).isEqualTo(200);
      JsonNode result = runs.result("expense-lost");
      assertThat(result.path("choice").asText()).isEqualTo("approve");
      assertThat(result.path("by").asText()).isEqualTo("leo");
      asking.awaitTask(task, each -> each.path("state").asText().equals("decided"));
    }
  }

  @Test
  void whatItsRunHasClosedIsClosedAlsoWhereTheWorkerCannotSayIt(@TempDir Path folder)
      throws Exception {
    Duration pause = Duration.ofMillis(200);
    try (Asking asking =
        Asking.on(temporal, folder, configuration(), usual -> usual.withHealingPause(pause))) {
      String task = ask(asking, "closed", "patient");
      asking.news.cut();
      runs.signal(
          "expense-closed",
          "decide",
          Map.of("taskId", task, "decisionId", "by-hand", "decision", "reject", "by", "hilda"));
      JsonNode closed =
          asking.awaitTask(task, each -> each.path("state").asText().equals("decided"));
      assertThat(closed.at("/decision/decision").asText()).isEqualTo("reject");
      assertThat(closed.at("/decision/by").asText()).isEqualTo("hilda");
      assertThat(asking.http.get("/v1/runs/expense-closed").body().path("status").asText())
          .as("it tries to say so itself")
          .isEqualTo("running");
      Http.Answer late = asking.decide("lena", task, "approve");
      assertThat(late.status()).isEqualTo(409);
      assertThat(late.body().at("/decision/by").asText()).isEqualTo("hilda");
      asking.news.mend();

      assertThat(asking.result("expense-closed").path("choice").asText()).isEqualTo("reject");
      assertThat(asking.http.get("/v1/tasks/" + task).body()).isEqualTo(closed);
    }
  }

  @Test
  void whatWasOpenWhenItsRunWasTerminatedIsOpenAgainOnceThatIsReset(@TempDir Path folder)
      throws Exception {
    Duration pause = Duration.ofMillis(200);
    try (Asking asking =
        Asking.on(
            temporal, folder, configuration(), usual -> patient(usual).withHealingPause(pause))) {
      String task = ask(asking, "reset", "patient");
      runs.terminate("expense-reset");
      asking.awaitTask(task, each -> each.path("state").asText().equals("expired"));
      runs.resetToItsLastTask("expense-reset");
      asking.awaitTask(task, each -> each.path("state").asText().equals("open"));

      assertThat(asking.decide("lena", task, "approve").status()).isEqualTo(200);
      assertThat(runs.result("expense-reset").path("by").asText()).isEqualTo("lena");
    }
  }

  @Test
  void anAnswerThatATerminatedRunHadHeardIsForTheRunInItsPlaceAndNoneForAnother(
      @TempDir Path folder) throws Exception {
    try (Asking asking = Asking.on(temporal, folder, configuration(), HealingIT::patient)) {
      String task = ask(asking, "twice", "board");
      asking.awaitTask(task, each -> each.path("tier").asText().equals("role:lead"));
      assertThat(asking.decide("lena", task, "approve").status()).isEqualTo(200);
      runs.terminate("expense-twice");
      asking.awaitTask(task, each -> each.path("state").asText().equals("expired"));
      Map<String, String> data = Map.of("id", "twice", "ladder", "board");
      String same = "May twice be paid?";
      runs.ask("expense-twice", Map.of("question", same, "data", data, "ladder", "board"));
      asking.awaitTask(task, each -> each.at("/ballot/votes").size() == 1);
      runs.terminate("expense-twice");
      asking.awaitTask(task, each -> each.path("state").asText().equals("expired"));
      runs.ask("expense-twice", Map.of("question", "May all be paid?", "ladder", "board"));
      JsonNode another =
          asking.awaitTask(task, each -> each.path("question").asText().equals("May all be paid?"));

      assertThat(another.path("state").asText()).isEqualTo("open");
      assertThat(another.path("decisions")).isEmpty();
      assertThat(runs.query("expense-twice", "sluice-tasks").at("/open/0/ballot/votes")).isEmpty();
      runs.terminate("expense-twice");
    }
  }

  private static boolean hasAVoteAndARemark(JsonNode task) {
    return task.at("/ballot/votes").size() == 1 && task.path("comments").size() == 1;
  }

  /** Who is reminded, and when. */
  private static List<String> reminders(Asking asking) {
    return asking
        .http
        .get("/v1/messages")
        .body()
        .path("items")
        .valueStream()
        .filter(each -> each.path("reminder").asInt() == 1)
        .map(
            each -> each.path("person").asText() + " " + Instant.parse(each.path("dueAt").asText()))
        .sorted()
        .toList();
  }

  private static String ask(Asking asking, String id, String ladder) {
    asking.publish(
        "{\"type\": \"expense.claimed\", \"data\": {\"id\": \"%s\", \"ladder\": \"%s\"}}"
            .formatted(id, ladder));
    String task = "expense-" + id + ":task";
    asking.awaitTask(task, each -> true);
    return task;
  }

  private static String configuration() throws Exception {
    return CONFIGURATION.formatted(Asking.freePort());
  }

  /** Also on a busy machine a run takes an answer before that. */
  private static GatewayConfig patient(GatewayConfig usual) {
    return usual.withDecisionPatience(Duration.ofSeconds(20));
  }

  private static final String CONFIGURATION =
      """
      people:
        members:
          lena: {name: Lena, email: lena@example.com, roles: [lead], access: [read]}
          leo: {name: Leo, email: leo@example.com, roles: [lead], access: [read]}
          hilda: {name: Hilda, roles: [head], access: [read]}
        ladders:
          board:
            tiers: [{to: role:head, within: 1s}, {to: role:lead, within: 10m, remind: [5m], quorum: 2, of: 2}]
            otherwise: reject
          patient:
            tiers: [{to: role:lead, within: 10m}]
            otherwise: park
      messages:
        mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
      access:
        publicUrl: https://sluice.example.com
        keys:
          - {name: operator, key: 'file:operator', roles: [publish, read, operate]}
          - {name: worker, key: 'file:worker', roles: [publish, worker]}
          - {name: lena, key: 'file:lena', roles: [read], person: lena}
          - {name: leo, key: 'file:leo', roles: [read], person: leo}
      routes:
        - name: expense
          on: expense.claimed
          start:
            workflow: TaskWorkflow
            taskQueue: tasks
            id: expense-${event.data.id}
            input: '{"question": "May " + event.data.id + " be paid?", "data": event.data, "ladder": event.data.ladder}'
      """;
}
