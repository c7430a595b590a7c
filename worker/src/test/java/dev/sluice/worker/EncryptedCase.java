package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.codec.Keyring;
import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.order.OrderWorkflow;
import dev.sluice.workflows.task.Decision;
import io.temporal.api.common.v1.Payload;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.slf4j.MDC;

/** Orders that wait for a person, and gateways and workers of various keys. */
abstract class EncryptedCase extends WorkerCase {

  static final String ID = "w-1";

  static final String REVIEW =
      """
      risk:
        ladder: order-review
        rules: [{name: "rule-by-which-it-is-reviewed", when: "true"}]
      people:
        ladders:
          order-review: {tiers: [{to: role:clerk, within: 15m}], otherwise: reject}
      """;

  @AfterEach
  void clear() {
    MDC.clear();
  }

  Worker worker(Path config) throws InterruptedException {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("SLUICE_CONFIG", config.toString());
    Worker worker = worker(settings);
    assertThat(worker.awaitReady(ofSeconds(20))).isTrue();
    return worker;
  }

  WorkflowClient client(Keyring keys) {
    var converter = PayloadJson.converter(keys);
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder()
            .setDataConverter(converter)
            .setContextPropagators(List.of(new RunContext(converter)))
            .build());
  }

  static OrderWorkflow place(WorkflowClient client) {
    MDC.put("correlationId", "correlation-of-the-run");
    Order order = order("number-of-the-order", "FLAKY-1", "10115");
    OrderWorkflow run =
        client.newWorkflowStub(
            OrderWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(Worker.ORDERS)
                .setWorkflowId(ID)
                .setMemo(Map.of("note", "memo-of-the-run"))
                .setTypedSearchAttributes(
                    SearchAttributes.newBuilder()
                        .set(SearchAttributeKey.forKeyword("SluiceRoute"), "route-of-the-run")
                        .build())
                .setStaticSummary("summary-of-the-run")
                .setStaticDetails("details-of-the-run")
                .build());
    WorkflowClient.start(run::run, order);
    return run;
  }

  static void approve(OrderWorkflow run, String task) {
    run.decide(decision(task));
  }

  static Decision decision(String task) {
    return new Decision(
        task, "d-1", "approve", "comment-of-the-clerk", "anna", "2026-11-22T09:00:00Z", null);
  }

  void awaitReview(OrderWorkflow run) {
    await()
        .atMost(ofSeconds(20))
        .until(
            () ->
                gateway.requests().stream().anyMatch(request -> request.getMethod().equals("PUT")));
    assertThat(run.progress()).isNotNull();
  }

  static String encoding(Payload payload) {
    return payload.getMetadataOrThrow("encoding").toStringUtf8();
  }

  /** All but search attributes, by which Temporal finds runs. */
  static void collect(Message message, List<Payload> payloads) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getName().equals("search_attributes")) {
        continue;
      }
      Object value = field.getValue();
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        if (each instanceof Payload payload) {
          payloads.add(payload);
        } else if (each instanceof Message inner) {
          collect(inner, payloads);
        }
      }
    }
  }
}
