package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.activities.task.InboxInGateway;
import dev.sluice.codec.Keyring;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.Ladders;
import dev.sluice.workflows.task.TaskWorkflow;
import dev.sluice.workflows.task.TaskWorkflowImpl;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A question of a run in a namespace that is not the one in which histories are replayed. */
class QuestionHistoryTest {

  private static final Ladder CLERK =
      new Ladder(
          "clerk",
          List.of(new Ladder.Tier("role:clerk", Duration.ofHours(1), List.of())),
          "reject",
          null);

  @Test
  void aQuestionOfAnotherNamespaceReplaysWithoutADifferenceAndTheInboxKnowsTheNamespace()
      throws Exception {
    try (Gateway gateway = new Gateway();
        Provider inbox =
            Provider.open(ProviderSettings.of("gateway", gateway.url()), CallObserver.none());
        TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(inSales());
        HistoryCheck check = HistoryCheck.ofThisBuild(Keyring.NONE)) {
      start(temporal, new InboxInGateway(inbox));
      ask(temporal);

      assertThat(gateway.requests())
          .isNotEmpty()
          .allSatisfy(
              put ->
                  assertThat(put.getBody().utf8())
                      .as(put.getTarget())
                      .contains("\"namespace\":\"sales\""));

      check.history("offer-7", temporal.getWorkflowClient().fetchHistory("offer-7"));
      assertThat(check.report()).isEqualTo(new HistoryReport(1, List.of(), List.of()));
    }
  }

  private static TestEnvironmentOptions inSales() {
    return TestEnvironmentOptions.newBuilder()
        .setWorkflowClientOptions(
            WorkflowClientOptions.newBuilder()
                .setNamespace("sales")
                .setDataConverter(PayloadJson.converter())
                .build())
        .build();
  }

  private static void start(TestWorkflowEnvironment temporal, InboxInGateway inbox) {
    var worker =
        temporal.newWorker(
            TaskWorkflow.TASK_QUEUE,
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build());
    worker.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        inbox, (EventPublisher) event -> {}, (Ladders) name -> CLERK);
    temporal.start();
  }

  private static void ask(TestWorkflowEnvironment temporal) {
    WorkflowStub run =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "TaskWorkflow",
                WorkflowOptions.newBuilder()
                    .setTaskQueue(TaskWorkflow.TASK_QUEUE)
                    .setWorkflowId("offer-7")
                    .build());
    run.start(
        new TaskWorkflow.Request(
            "May it go out?", Map.of(), List.of("approve", "reject"), null, "clerk", null));
    run.signal("decide", new Decision("offer-7:task", "d-1", "approve", null, "anna", null, null));
    assertThat(run.getResult(TaskWorkflow.Result.class).by()).isEqualTo("anna");
  }
}
