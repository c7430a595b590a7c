package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.TaskQueueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a question's run and the gateway owe each other, on a server that skips no time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleOnDevServerIT {

  private static final int RACES = 15;

  private @Nullable TemporalServer temporal;
  private Asking asking;
  private Recorder recorder;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    temporal = TemporalServer.startOrSkip(Files.createDirectories(folder.resolve("temporal")));
    asking = Asking.on(temporal, folder, CONFIGURATION);
    recorder = Recorder.of(asking.http, folder);
  }

  @AfterAll
  void stop() throws Exception {
    if (asking != null) {
      asking.close();
    }
    if (temporal != null) {
      temporal.close();
    }
  }

  @Test
  void anAnswerThatWasKeptWhileTemporalWasAwayHolds() {
    String task = ask("kept", "patient");
    asking.line.cut();
    try {
      assertThat(asking.decide("lena", task, "approve").status()).isEqualTo(202);
      asking.awaitTask(task, each -> each.path("state").asText().equals("decided"));
    } finally {
      asking.line.mend();
    }

    assertThat(asking.result("expense-kept").path("by").asText()).isEqualTo("lena");
    recorder.record("task-kept-answer", "expense-kept");
  }

  @Test
  void whatNobodyHasAnsweredEndsAsItsLadderSays() {
    ask("unanswered", "quick");

    assertThat(asking.result("expense-unanswered").path("answered").asBoolean()).isFalse();
    recorder.record("task-nothing-kept", "expense-unanswered");
  }

  @Test
  void aParkedTierThatCannotAgreeIsAskedAnew() {
    String task = ask("split", "board");
    asking.decide("lena", task, "approve");
    asking.decide("leo", task, "reject");
    asking.awaitTask(task, each -> each.at("/ballot/round").asInt() == 1);
    asking.decide("lena", task, "approve");
    asking.decide("leo", task, "approve");

    assertThat(asking.result("expense-split").path("choice").asText()).isEqualTo("approve");
    recorder.record("task-parked-and-asked-anew", "expense-split");
  }

  /** However long it is away: nothing of a run happens meanwhile but what its server notes. */
  @Test
  void anAnswerGivenWhileTheWorkerIsAwayCountsOnItsReturnAlsoAfterTheDeadline() throws Exception {
    String task = ask("away", "patient");
    Instant due = Instant.parse(asking.awaitTask(task, each -> true).path("due").asText());
    asking.stopWorker();
    assertThat(asking.decide("lena", task, "approve").status()).isEqualTo(202);
    Http.Answer second = asking.decide("leo", task, "reject");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.body().toString()).contains("lena");
    await().atMost(Duration.ofMinutes(1)).until(() -> Instant.now().isAfter(due.plusSeconds(1)));
    assertThat(asking.awaitTask(task, each -> true).path("state").asText()).isEqualTo("open");
    asking.startWorker();

    JsonNode result = asking.result("expense-away");
    assertThat(result.path("by").asText()).isEqualTo("lena");
    assertThat(result.path("choice").asText()).isEqualTo("approve");
    asking.awaitTask(task, each -> each.at("/decision/by").asText().equals("lena"));
  }

  /** What waited through an outage in one that nobody polls would wait on. */
  @ParameterizedTest
  @CsvSource({
    "orders, TASK_QUEUE_TYPE_WORKFLOW", "orders, TASK_QUEUE_TYPE_ACTIVITY",
    "tasks, TASK_QUEUE_TYPE_WORKFLOW", "tasks, TASK_QUEUE_TYPE_ACTIVITY",
    "orders-follow, TASK_QUEUE_TYPE_ACTIVITY"
  })
  void everyPartitionOfAQueueIsPolled(String queue, TaskQueueType type) {
    try (Executions runs = asking.runs()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(runs.pollers(queue, type))
                      .hasSizeGreaterThan(1)
                      .allSatisfy((partition, pollers) -> assertThat(pollers).isPositive()));
    }
  }

  /** Who was first is the run's to say: that everybody says the same is what counts. */
  @Test
  void anAnswerInTheInstantOfTheDeadlineHasOneOutcomeEverywhere() {
    for (int race = 0; race < RACES; race++) {
      String id = "race-" + race;
      String task = ask(id, "quick");
      Instant due = Instant.parse(asking.awaitTask(task, each -> true).path("due").asText());
      Instant shot = due.plusMillis(6L * (race - RACES / 2));
      await().pollInterval(Duration.ofMillis(1)).until(() -> !Instant.now().isBefore(shot));
      Http.Answer answer = asking.decide("lena", task, "approve");
      assertThat(answer.status()).as(answer.body().toString()).isIn(200, 202, 409);

      JsonNode result = asking.result("expense-" + id);
      JsonNode closed = asking.awaitTask(task, each -> !each.path("state").asText().equals("open"));
      boolean answered = result.path("answered").asBoolean();
      assertThat(closed.path("state").asText()).isEqualTo(answered ? "decided" : "expired");
      assertThat(closed.at("/decision/by").asText()).isEqualTo(answered ? "lena" : "");
      if (answer.status() == 200) {
        assertThat(answered).as("what was taken holds").isTrue();
      }
      if (answer.status() == 409) {
        assertThat(answered).as("who was refused has not answered").isFalse();
      }
    }
  }

  private String ask(String id, String ladder) {
    asking.publish(
        "{\"type\": \"expense.claimed\", \"data\": {\"id\": \"%s\", \"ladder\": \"%s\"}}"
            .formatted(id, ladder));
    String task = "expense-" + id + ":task";
    asking.awaitTask(task, each -> true);
    return task;
  }

  private static final String CONFIGURATION =
      """
      people:
        members:
          lena: {name: Lena, roles: [lead], access: [read]}
          leo: {name: Leo, roles: [lead], access: [read]}
        ladders:
          quick:
            tiers: [{to: role:lead, within: 3s}]
            otherwise: reject
          patient:
            tiers: [{to: role:lead, within: 10s}]
            otherwise: reject
          board:
            tiers: [{to: role:lead, within: 10m, quorum: 2, of: 2}]
            otherwise: park
      access:
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
            input: '{"question": "May it be paid?", "ladder": event.data.ladder}'
      """;
}
