package dev.sluice.worker.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.Keyring;
import dev.sluice.worker.PayloadJson;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCheckTest {

  @WorkflowInterface
  public interface Payout {
    @WorkflowMethod
    String pay(String amount);
  }

  @ActivityInterface
  public interface Bank {
    String transfer(String amount);
  }

  /** The code that made the history, and by its parts the code of "today". */
  public static class Recorded implements Payout {
    @Override
    public String pay(String amount) {
      Workflow.newTimer(pause()).get();
      CancellationScope unused =
          Workflow.newCancellationScope(
              () -> {
                var never = Workflow.newTimer(Duration.ofHours(9));
                never.handle((result, cancelled) -> "");
              });
      unused.run();
      unused.cancel();
      String receipt = transfer(amount);
      Workflow.newTimer(Duration.ofMinutes(2)).get();
      return receipt;
    }

    Duration pause() {
      return Duration.ofMinutes(1);
    }

    Duration tryFor() {
      return Duration.ofSeconds(10);
    }

    String transfer(String amount) {
      return Workflow.newActivityStub(
              Bank.class, ActivityOptions.newBuilder().setStartToCloseTimeout(tryFor()).build())
          .transfer(amount);
    }
  }

  public static final class OtherAmount extends Recorded {
    @Override
    String transfer(String amount) {
      return super.transfer(amount + "0");
    }
  }

  public static final class OtherTimeouts extends Recorded {
    @Override
    Duration pause() {
      return Duration.ofMinutes(3);
    }

    @Override
    Duration tryFor() {
      return Duration.ofSeconds(20);
    }
  }

  public static final class OtherStep extends Recorded {
    @Override
    String transfer(String amount) {
      Workflow.sleep(Duration.ofSeconds(1));
      return super.transfer(amount);
    }
  }

  @TempDir static Path folder;

  @BeforeAll
  static void record() throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(PayloadJson.converter())
                    .build())
            .build();
    try (var engine = TestWorkflowEnvironment.newInstance(options)) {
      Worker worker = engine.newWorker("q");
      worker.registerWorkflowImplementationTypes(Recorded.class);
      worker.registerActivitiesImplementations((Bank) amount -> "receipt of " + amount);
      engine.start();
      Payout payout =
          engine
              .getWorkflowClient()
              .newWorkflowStub(
                  Payout.class,
                  WorkflowOptions.newBuilder().setTaskQueue("q").setWorkflowId("p").build());
      payout.pay("12.00");
      WorkflowExecutionHistory history = engine.getWorkflowClient().fetchHistory("p");
      Files.writeString(folder.resolve("paid.json"), history.toJson(true));
    }
  }

  @Test
  void theCodeThatMadeAHistoryReplaysItWithoutDifferences() throws Exception {
    HistoryReport report = check(Recorded.class);
    assertThat(report).isEqualTo(new HistoryReport(1, java.util.List.of(), java.util.List.of()));
    assertThat(report.passes()).isTrue();
  }

  @Test
  void anotherAmountReplaysButIsADifference() throws Exception {
    HistoryReport report = check(OtherAmount.class);
    assertThat(report.breaks()).isEmpty();
    assertThat(report.differences())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.history()).isEqualTo("paid.json");
              assertThat(difference.step()).isEqualTo("activity Transfer");
              assertThat(difference.what()).isEqualTo("input");
              assertThat(difference.recorded()).contains("12.00");
              assertThat(difference.today()).contains("12.000");
            });
  }

  @Test
  void anotherTimerAndAnotherTimeoutAreDifferences() throws Exception {
    assertThat(check(OtherTimeouts.class).differences())
        .extracting(HistoryReport.Difference::what, HistoryReport.Difference::today)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("duration", "PT3M"),
            org.assertj.core.api.Assertions.tuple("startToCloseTimeout", "PT20S"));
  }

  @Test
  void anotherStepIsABreak() throws Exception {
    HistoryReport report = check(OtherStep.class);
    assertThat(report.replayed()).isZero();
    assertThat(report.breaks())
        .singleElement()
        .satisfies(found -> assertThat(found.reason()).contains("TMPRL1100"));
    assertThat(report.passes()).isFalse();
  }

  @Test
  void whatIsNoHistoryIsABreakAndAnEmptyFolderDoesNotPass(@TempDir Path other) throws Exception {
    try (HistoryCheck check = HistoryCheck.of(Keyring.NONE, Recorded.class)) {
      check.folder(other);
      assertThat(check.report().passes()).isFalse();

      Files.writeString(other.resolve("a.json"), "{\"events\": 5}");
      check.folder(other);
      assertThat(check.report().breaks()).hasSize(1);
    }
  }

  private static HistoryReport check(Class<?> today) throws Exception {
    try (HistoryCheck check = HistoryCheck.of(Keyring.NONE, today)) {
      check.folder(folder);
      return check.report();
    }
  }
}
