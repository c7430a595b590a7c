package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a question's run and the gateway owe each other, through HTTP, on an engine of its own. */
class PeopleTest {

  private static final String TASK = "expense:task";

  private static final String TWO_TIERS =
      "{to: role:lead, within: 1h}, {to: role:head, within: 2h}";

  @TempDir private Path folder;

  @Test
  void aLastTierThatCannotAgreeIsAskedAnewAndCanBeAnswered() throws Exception {
    try (Asking asking =
        Asking.skippingTime(
            folder, configuration("{to: role:lead, within: 1h, quorum: 2, of: 2}", "park"))) {
      asking.holdTime();
      asking.publish("{\"type\": \"expense.claimed\"}");
      asking.awaitTask(TASK, task -> true);
      vote(asking, "lena", "approve");
      vote(asking, "leo", "reject");
      JsonNode anew =
          asking.awaitTask(TASK, task -> task.path("ballot").path("round").asInt() == 1);
      assertThat(anew.path("tier").asText()).isEqualTo("role:lead");
      assertThat(anew.path("decisions")).as("the votes of the first round").hasSize(2);
      vote(asking, "lena", "approve");
      vote(asking, "leo", "approve");

      assertThat(asking.result("expense").path("choice").asText()).isEqualTo("approve");
      JsonNode closed =
          asking.awaitTask(TASK, task -> task.path("state").asText().equals("decided"));
      assertThat(closed.path("decisions")).hasSize(4);
    }
  }

  @Test
  void anAnswerThatWasKeptWhileTemporalWasAwayHoldsAndTheDefaultDoesNot() throws Exception {
    try (Asking asking = Asking.skippingTime(folder, configuration(TWO_TIERS, "reject"))) {
      asking.holdTime();
      asking.publish("{\"type\": \"expense.claimed\"}");
      asking.awaitTask(TASK, task -> true);
      asking.line.cut();
      assertThat(asking.decide("lena", TASK, "approve").status()).isEqualTo(202);
      asking.letTimePass();
      JsonNode closed = asking.awaitTask(TASK, task -> !task.path("state").asText().equals("open"));
      assertThat(closed.path("state").asText()).isEqualTo("decided");
      assertThat(closed.at("/decision/by").asText()).isEqualTo("lena");
      asking.line.mend();

      assertThat(asking.result("expense").path("by").asText()).isEqualTo("lena");
      assertThat(asking.awaitTask(TASK, task -> true).path("decisions")).hasSize(1);
    }
  }

  @Test
  void anAnswerThatReachesTheRunBeforeItAsksCountsOnce() throws Exception {
    try (Asking asking =
        Asking.skippingTime(
            folder, configuration("{to: role:lead, within: 1h, quorum: 2}", "reject"))) {
      asking.holdTime();
      asking.publish("{\"type\": \"expense.claimed\"}");
      asking.awaitTask(TASK, task -> true);
      asking.line.cut();
      assertThat(asking.decide("lena", TASK, "approve").status()).isEqualTo(202);
      asking.line.mend();
      asking.awaitTask(TASK, task -> task.at("/ballot/votes").size() == 1);
      asking.line.cut();
      assertThat(asking.decide("leo", TASK, "approve").status()).isEqualTo(202);
      asking.letTimePass();
      JsonNode closed = asking.awaitTask(TASK, task -> !task.path("state").asText().equals("open"));

      assertThat(closed.at("/ballot/votes"))
          .extracting(vote -> vote.path("by").asText())
          .containsExactly("lena", "leo");
      asking.line.mend();
      assertThat(asking.result("expense").path("choice").asText()).isEqualTo("approve");
    }
  }

  @Test
  void whereNothingWasKeptTheDefaultHolds() throws Exception {
    try (Asking asking = Asking.skippingTime(folder, configuration(TWO_TIERS, "reject"))) {
      asking.publish("{\"type\": \"expense.claimed\"}");

      assertThat(asking.result("expense").path("answered").asBoolean()).isFalse();
    }
  }

  @Test
  void whoAnswersIsTakenFromTheKeyAndNeverFromTheBody() throws Exception {
    try (Asking asking = Asking.skippingTime(folder, configuration(TWO_TIERS, "reject"))) {
      asking.holdTime();
      asking.publish("{\"type\": \"expense.claimed\"}");
      asking.awaitTask(TASK, task -> true);
      String path = "/v1/tasks/" + TASK;
      asking.as("lena").post(path + "/comments", "{\"comment\": \"hm\", \"by\": \"leo\"}");
      asking
          .as("lena")
          .post(
              path + "/decision",
              "{\"decision\": \"approve\", \"by\": \"leo\", \"person\": \"leo\"}");

      assertThat(asking.result("expense").path("by").asText()).isEqualTo("lena");
      JsonNode task = asking.awaitTask(TASK, each -> each.path("state").asText().equals("decided"));
      assertThat(task.at("/decisions/0/by").asText()).isEqualTo("lena");
      assertThat(task.at("/comments/0/by").asText()).isEqualTo("lena");
    }
  }

  private static void vote(Asking asking, String who, String choice) {
    Http.Answer answer = asking.decide(who, TASK, choice);
    assertThat(answer.status()).as(answer.body().toString()).isIn(200, 202);
  }

  static String configuration(String tiers, String otherwise) {
    return """
        people:
          members:
            lena: {name: Lena, roles: [lead], access: [read]}
            leo: {name: Leo, roles: [lead], access: [read]}
            hilda: {name: Hilda, roles: [head], access: [read]}
          ladders:
            expenses:
              tiers: [%s]
              otherwise: %s
        access:
          keys:
            - {name: operator, key: 'file:operator', roles: [publish, read, operate]}
            - {name: worker, key: 'file:worker', roles: [publish, worker]}
            - {name: lena, key: 'file:lena', roles: [read], person: lena}
            - {name: leo, key: 'file:leo', roles: [read], person: leo}
            - {name: hilda, key: 'file:hilda', roles: [read], person: hilda}
        routes:
          - name: expense
            on: expense.claimed
            start:
              workflow: TaskWorkflow
              taskQueue: tasks
              id: expense
              input: '{"question": "May it be paid?", "ladder": "expenses"}'
        """
        .formatted(tiers, otherwise);
  }
}
