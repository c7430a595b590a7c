package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do about a question without answering it, each by a key of their own: what they are
 * told, what the run then has, and whose answer it takes. Rita asked for all of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandingOnTest {

  private Asking asking;
  private Executions runs;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Duration patience = Duration.ofSeconds(20);
    asking =
        Asking.skippingTime(folder, CONFIGURATION, usual -> usual.withDecisionPatience(patience));
    asking.holdTime();
    runs = asking.runs();
  }

  @AfterAll
  void stop() throws Exception {
    if (asking != null) {
      asking.close();
    }
    if (runs != null) {
      runs.close();
    }
  }

  @Test
  void whoeverItIsHandedToAnswersInstead() {
    String task = ask("handed");
    refused(asking.decide("hilda", task, "approve"), 403, "not-yours");
    done("lena", task, "delegate", "{\"person\": \"hilda\", \"comment\": \"on leave\"}");
    for (JsonNode each : List.of(inInbox(task), inRun(task))) {
      assertThat(each.at("/ballot/handedTo").toString()).isEqualTo("{\"lena\":\"hilda\"}");
      assertThat(each.at("/comments/0/by").asText()).isEqualTo("lena");
      assertThat(each.at("/comments/0/comment").asText()).isEqualTo("on leave");
    }
    assertThat(waitingFor("hilda")).contains(task);
    assertThat(waitingFor("lena")).doesNotContain(task);
    refused(asking.decide("lena", task, "reject"), 409, "handed-on");
    refused(act("lena", task, "delegate", "{\"person\": \"leo\"}"), 409, "handed-on");
    refused(act("lena", task, "people", "{\"person\": \"hilda\"}"), 409, "handed-on");
    nothingIsCounted(task);

    answered("hilda", task, "approve");
  }

  @Test
  void whoTakesItBackAnswersAndTheOtherDoesNot() {
    String task = ask("back");
    refused(act("lena", task, "take-back", "{}"), 409, "not-handed-on");
    done("lena", task, "delegate", "{\"person\": \"hilda\"}");
    refused(act("hilda", task, "take-back", "{}"), 409, "not-handed-on");
    done("lena", task, "take-back", "{}");
    for (JsonNode each : List.of(inInbox(task), inRun(task))) {
      assertThat(each.at("/ballot/handedTo")).isEmpty();
    }
    refused(asking.decide("hilda", task, "approve"), 403, "not-yours");
    nothingIsCounted(task);

    answered("lena", task, "reject");
  }

  @Test
  void whoIsAskedBesidesAnswersToo() {
    String task = ask("besides");
    refused(act("hilda", task, "people", "{\"person\": \"hilda\"}"), 403, "not-yours");
    refused(act("leo", task, "people", "{\"person\": \"hilla\"}"), 422, "no-such-person");
    refused(act("leo", task, "people", "{\"person\": \"lena\"}"), 409, "already-asked");
    done("leo", task, "people", "{\"person\": \"hilda\", \"comment\": \"she knows\"}");
    refused(act("lena", task, "people", "{\"person\": \"hilda\"}"), 409, "already-asked");
    done("hilda", task, "comments", "{\"comment\": \"I was there\"}");
    for (JsonNode each : List.of(inInbox(task), inRun(task))) {
      assertThat(each.at("/ballot/added").toString()).isEqualTo("[\"hilda\"]");
      assertThat(each.at("/comments"))
          .extracting(said -> said.path("by").asText() + ": " + said.path("comment").asText())
          .containsExactly("leo: she knows", "hilda: I was there");
    }
    assertThat(waitingFor("hilda")).contains(task);
    nothingIsCounted(task);

    answered("hilda", task, "reject");
  }

  @Test
  void whoAskedForItOnlyRemarksAndAKeyThatIsNobodysDecidesNothing() {
    String task = ask("eyes");
    refused(asking.decide("rita", task, "approve"), 403, "four-eyes");
    refused(act("rita", task, "delegate", "{\"person\": \"leo\"}"), 403, "four-eyes");
    refused(act("rita", task, "people", "{\"person\": \"hilda\"}"), 403, "four-eyes");
    refused(act("lena", task, "delegate", "{\"person\": \"rita\"}"), 403, "four-eyes");
    refused(act("lena", task, "people", "{\"person\": \"rita\"}"), 403, "four-eyes");
    refused(asking.decide("operator", task, "approve"), 403, "not-yours");
    done("rita", task, "comments", "{\"comment\": \"it was 12 euros\"}");
    assertThat(inInbox(task).at("/ballot/requestedBy").asText()).isEqualTo("rita");
    assertThat(waitingFor("rita")).doesNotContain(task);
    nothingIsCounted(task);
    assertThat(runs.signalInputs("expense-eyes"))
        .as("all that reached the run")
        .contains("\"by\":\"rita\"", "\"kind\":\"comment\"")
        .containsOnlyOnce("taskId");

    answered("leo", task, "approve");
  }

  private String ask(String id) {
    asking.publish(
        "{\"type\": \"expense.claimed\", \"data\": {\"id\": \"%s\", \"by\": \"rita\"}}"
            .formatted(id));
    String task = "expense-" + id + ":task";
    asking.awaitTask(task, each -> true);
    return task;
  }

  private Http.Answer act(String who, String task, String what, String body) {
    return asking.as(who).post("/v1/tasks/" + task + "/" + what, body);
  }

  /** And the run has it. */
  private void done(String who, String task, String what, String body) {
    Http.Answer answer = act(who, task, what, body);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  private static void refused(Http.Answer answer, int status, String type) {
    assertThat(answer.body().path("type").asText()).endsWith(":" + type);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).isNotBlank();
  }

  private void nothingIsCounted(String task) {
    assertThat(inInbox(task).path("state").asText()).isEqualTo("open");
    assertThat(inInbox(task).path("decisions")).isEmpty();
    assertThat(inRun(task).at("/ballot/votes")).isEmpty();
  }

  /** Its answer is the first and only one, everywhere. */
  private void answered(String who, String task, String choice) {
    assertThat(asking.decide(who, task, choice).status()).isEqualTo(200);
    JsonNode result = asking.result(task.replace(":task", ""));
    assertThat(result.path("choice").asText()).isEqualTo(choice);
    assertThat(result.path("by").asText()).isEqualTo(who);
    JsonNode closed = inInbox(task);
    assertThat(closed.path("state").asText()).isEqualTo("decided");
    assertThat(closed.at("/decision/by").asText()).isEqualTo(who);
    assertThat(closed.path("decisions")).hasSize(1);
  }

  private JsonNode inInbox(String task) {
    return asking.http.get("/v1/tasks/" + task).body();
  }

  private JsonNode inRun(String task) {
    return runs.query(task.replace(":task", ""), "sluice-tasks").at("/open/0");
  }

  private List<String> waitingFor(String who) {
    return asking
        .as(who)
        .get("/v1/tasks?state=open&assignee=me")
        .body()
        .path("items")
        .valueStream()
        .map(each -> each.path("id").asText())
        .toList();
  }

  private static final String CONFIGURATION =
      """
      people:
        members:
          lena: {name: Lena, roles: [lead], access: [read]}
          leo: {name: Leo, roles: [lead], access: [read]}
          rita: {name: Rita, roles: [lead], access: [read]}
          hilda: {name: Hilda, roles: [head], access: [read]}
        ladders:
          expenses:
            tiers: [{to: role:lead, within: 1h}]
            otherwise: reject
      access:
        keys:
          - {name: operator, key: 'file:operator', roles: [publish, read, operate]}
          - {name: worker, key: 'file:worker', roles: [publish, worker]}
          - {name: lena, key: 'file:lena', roles: [read], person: lena}
          - {name: leo, key: 'file:leo', roles: [read], person: leo}
          - {name: rita, key: 'file:rita', roles: [read], person: rita}
          - {name: hilda, key: 'file:hilda', roles: [read], person: hilda}
      routes:
        - name: expense
          on: expense.claimed
          start:
            workflow: TaskWorkflow
            taskQueue: tasks
            id: expense-${event.data.id}
            input: '{"question": "May it be paid?", "ladder": "expenses", "requestedBy": event.data.by}'
      """;
}
