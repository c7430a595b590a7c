package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayTest {

  /** What must be there, by name: a file that is lost is as bad as one that breaks. */
  private static final List<String> RECORDED =
      List.of(
          "approved",
          "cancelled-before-booking",
          "cancelled-while-following",
          "capture-lost",
          "capture-parked-and-resumed",
          "capture-parked-and-settled",
          "confirmed",
          "declined",
          "flaky",
          "lost-answers",
          "out-of-stock",
          "rejected",
          "review-timed-out",
          "task-answered",
          "task-kept-answer",
          "task-nothing-kept",
          "task-parked-and-asked-anew",
          "task-unanswered",
          "undeliverable",
          "undo-parked-and-resumed",
          "undo-parked-and-settled",
          "worker-killed-while-following",
          "wrong-total");

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everyRecordedHistoryReplays() throws Exception {
    Worker worker = rig.replayer();
    int replayed = 0;
    for (String name : recorded()) {
      WorkflowExecutionHistory history = history(name);
      assertThat(history.getLastEvent().getEventType())
          .as(name + " is whole")
          .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
      assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
          .as(name)
          .doesNotThrowAnyException();
      replayed++;
    }

    assertThat(replayed).isEqualTo(23);
    assertThat(recorded()).containsExactlyInAnyOrderElementsOf(RECORDED);
  }

  @Test
  void noHistoryNamesTheMachineThatItWasRecordedOn() throws Exception {
    for (String name : recorded()) {
      assertThat(Files.readString(folder().resolve(name + ".json")))
          .as(name)
          .doesNotContainPattern("\\d+@")
          .doesNotContain("/home/", "/root/", "/tmp/");
    }
  }

  @Test
  void aHistoryOfOtherStepsDoesNotReplay() throws Exception {
    rig.run(Rig.order());
    String history =
        new WorkflowExecutionHistory(
                rig.temporal.getWorkflowClient().fetchHistory(Rig.ID).getHistory(), Rig.ID)
            .toJson(false);
    WorkflowExecutionHistory other =
        WorkflowExecutionHistory.fromJson(
            history.replace("payment.authorise", "payment.authoriseTwice"));

    try (Rig second = new Rig()) {
      Worker worker = second.replayer();
      WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(history), worker);
      assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(other, worker))
          .hasMessageContaining("payment.authorise");
    }
  }

  /** The names of the files that are there. */
  private static List<String> recorded() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  /** Under its own id: keys, tasks and decisions are named after it. */
  private static WorkflowExecutionHistory history(String name)
      throws IOException, URISyntaxException {
    String json = Files.readString(folder().resolve(name + ".json"));
    String id =
        WorkflowExecutionHistory.fromJson(json)
            .getEvents()
            .get(0)
            .getWorkflowExecutionStartedEventAttributes()
            .getWorkflowId();
    return WorkflowExecutionHistory.fromJson(json, id);
  }

  private static Path folder() throws URISyntaxException {
    URL folder =
        Objects.requireNonNull(
            ReplayTest.class.getResource("/histories"), "no folder of histories");
    return Path.of(folder.toURI());
  }
}
