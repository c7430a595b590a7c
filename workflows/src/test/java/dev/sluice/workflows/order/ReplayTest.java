package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private static final List<String> RECORDED = List.of();

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everyRecordedHistoryReplays() throws Exception {
    List<Path> files = recorded();
    Worker worker = rig.replayer();
    for (Path file : files) {
      WorkflowReplayer.replayWorkflowExecution(
          WorkflowExecutionHistory.fromJson(Files.readString(file)), worker);
    }

    assertThat(files)
        .extracting(file -> file.getFileName().toString().replace(".json", ""))
        .containsExactlyInAnyOrderElementsOf(RECORDED);
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

  private static List<Path> recorded() throws IOException, URISyntaxException {
    URL folder =
        Objects.requireNonNull(
            ReplayTest.class.getResource("/histories"), "no folder of histories");
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
