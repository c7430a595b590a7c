package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.order.OrderResult;
import dev.sluice.workflows.order.OrderWorkflow;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Test;

class WorkerTest extends WorkerCase {

  @Test
  void bringsAnOrderToItsEnd() throws Exception {
    startEngine();
    try (Worker worker = worker(settings())) {
      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();

      OrderWorkflow run = place(order("1", "A-1", "10115"));
      OrderResult result = WorkflowStub.fromTyped(run).getResult(OrderResult.class);

      assertThat(result.outcome()).isEqualTo(OrderResult.Outcome.confirmed);
      assertThat(result.transactionId()).isNotBlank();
      assertThat(result.trackingNumber()).isNotBlank();
      assertThat(gateway.eventTypes()).contains("order.reserved", "order.confirmed");
    }
  }

  @Test
  void waitsForTemporalAndThenTakesWork() throws Exception {
    try (Worker worker = worker(settings())) {
      await()
          .untilAsserted(
              () -> {
                assertThat(get(worker.statusAddress(), "/health/live").statusCode()).isEqualTo(200);
                var ready = get(worker.statusAddress(), "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("UNAVAILABLE");
              });

      startEngine();

      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
      assertThat(get(worker.statusAddress(), "/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
