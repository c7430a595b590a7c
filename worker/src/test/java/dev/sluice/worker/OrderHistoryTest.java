package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.Keyring;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import dev.sluice.workflows.order.OrderResult;
import dev.sluice.workflows.order.OrderWorkflow;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderHistoryTest extends WorkerCase {

  @Test
  void anOrderOfThisBuildReplaysWithoutADifference() throws Exception {
    startEngine();
    try (Worker worker = worker(settings());
        HistoryCheck check = HistoryCheck.ofThisBuild(Keyring.NONE)) {
      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
      OrderWorkflow run = place(order("h-1", "A-1", "10115"));
      WorkflowStub.fromTyped(run).getResult(OrderResult.class);

      check.history("h-1", client.fetchHistory("order-h-1"));

      assertThat(check.report()).isEqualTo(new HistoryReport(1, List.of(), List.of()));
    }
  }
}
