package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.sluice.workflows.order.OrderResult;
import dev.sluice.workflows.order.OrderWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

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

  @Test
  void whatARunWasCausedByIsInItsCallsAndEvents() throws Exception {
    startEngine();
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    try (Worker worker = worker(settings())) {
      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
      MDC.put("traceparent", traceparent);
      OrderWorkflow run = place(order("2", "A-1", "10115"));
      MDC.clear();
      WorkflowStub.fromTyped(run).getResult(OrderResult.class);

      assertThat(gateway.requests()).isNotEmpty();
      assertThat(gateway.requests())
          .allSatisfy(
              request ->
                  assertThat(request.getHeaders().get("traceparent")).isEqualTo(traceparent));
    }
  }

  @Test
  void anotherWorkerGoesOnWithTheParcelsOfOneThatStops() throws Exception {
    startEngine();
    try (Worker first = worker(settings())) {
      assertThat(first.awaitReady(ofSeconds(20))).isTrue();
      place(order("3", "A-1", "STUCK"));
      await().atMost(ofSeconds(20)).until(() -> cursor("order-3").contains("booked"));
    }
    String left = cursor("order-3");
    Instant stopped = Instant.now();

    try (Worker second = worker(settings())) {
      assertThat(second.awaitReady(ofSeconds(20))).isTrue();
      await().atMost(ofSeconds(20)).until(() -> following("order-3").getAttempt() > 1);
      await().until(() -> metrics(second).contains("sluice_parcels_followed 1.0"));

      // Sooner than the heartbeat time-out of 30 s would have told, and from the same cursor.
      assertThat(following("order-3").getLastFailure().getMessage()).contains("this worker stops");
      assertThat(Duration.between(stopped, Instant.now())).isLessThan(ofSeconds(9));
      assertThat(cursor("order-3")).isEqualTo(left);
    }
  }

  @Test
  void aFieldThatThisBuildDoesNotKnowIsPassedOver() throws Exception {
    startEngine();
    try (Worker worker = worker(settings())) {
      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
      Map<String, Object> newer =
          PayloadJson.mapper()
              .convertValue(
                  order("4", "A-1", "10115"), new TypeReference<Map<String, Object>>() {});
      newer.put("giftWrap", Map.of("paper", "blue"));
      WorkflowStub run =
          client.newUntypedWorkflowStub(
              "OrderWorkflow",
              WorkflowOptions.newBuilder()
                  .setTaskQueue(Worker.ORDERS)
                  .setWorkflowId("order-4")
                  .build());
      run.start(newer);
      assertThat(run.getResult(OrderResult.class).outcome())
          .isEqualTo(OrderResult.Outcome.confirmed);
    }
  }

  @Test
  void tellsItsMetricsAndNothingElse() throws Exception {
    startEngine();
    try (Worker worker = worker(settings())) {
      assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
      WorkflowStub.fromTyped(place(order("5", "A-1", "10115"))).getResult(OrderResult.class);

      assertThat(metrics(worker))
          .contains(
              "sluice_provider_calls_seconds_count{method=\"POST\",outcome=\"success\",provider=\"payment\"}",
              "sluice_provider_circuit_open{provider=\"inventory\"} 0.0",
              "jvm_memory_used_bytes");
      await().atMost(ofSeconds(15)).until(() -> metrics(worker).contains("temporal_"));
      assertThat(get(worker.statusAddress(), "/metrics/more").statusCode()).isEqualTo(404);
      assertThat(get(worker.statusAddress(), "/").statusCode()).isEqualTo(404);
    }
  }

  private static String metrics(Worker worker) throws Exception {
    return get(worker.statusAddress(), "/metrics").body();
  }

  private PendingActivityInfo following(String id) {
    return stubs
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .build())
        .getPendingActivitiesList()
        .stream()
        .filter(activity -> activity.getActivityType().getName().equals("shipping.follow"))
        .findFirst()
        .orElse(PendingActivityInfo.getDefaultInstance());
  }

  private String cursor(String id) {
    return following(id).getHeartbeatDetails().getPayloadsList().stream()
        .map(payload -> payload.getData().toStringUtf8())
        .findFirst()
        .orElse("");
  }
}
