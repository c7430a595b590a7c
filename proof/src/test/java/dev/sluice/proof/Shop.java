package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A shop in front of the gateway: places orders, cancels them, decides on them, looks at them. */
final class Shop {

  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Http gateway;
  private final Ledgers ledgers;

  Shop(Http gateway, Ledgers ledgers) {
    this.gateway = gateway;
    this.ledgers = ledgers;
  }

  Ledgers ledgers() {
    return ledgers;
  }

  Http.Answer place(Order order) {
    var answer = gateway.post("/v1/events", order.event());
    assertThat(answer.status()).as(() -> answer.body().toString()).isEqualTo(202);
    return answer;
  }

  void cancel(Order order, String reason) {
    var event =
        """
        {"type": "order.cancelRequested", "data": {"orderId": "%s", "reason": "%s"}}
        """
            .formatted(order.id(), reason);
    assertThat(gateway.post("/v1/events", event).status()).isEqualTo(202);
  }

  /** The carrier's callback. */
  void handOver(Order order) {
    var run = awaitRun(order, seen -> !booking(seen).isEmpty());
    var event =
        """
        {"type": "shipment.handedOver", "data": {"orderId": "%s", "bookingId": "%s"}}
        """
            .formatted(order.id(), booking(run));
    assertThat(gateway.post("/v1/events", event).status()).isEqualTo(202);
  }

  private static String booking(JsonNode run) {
    var reference = "";
    for (var step : run.path("steps")) {
      reference =
          step.path("step").asText().equals("book") ? step.path("reference").asText() : reference;
    }
    return reference;
  }

  JsonNode run(Order order) {
    return gateway.get("/v1/runs/" + order.workflowId()).body();
  }

  /** Waits for the run's end and gives its result. */
  JsonNode result(Order order) {
    return awaitRun(order, run -> run.path("status").asText().equals("completed")).path("result");
  }

  /** Waits until a step of the run is in one of these states. */
  void awaitStep(Order order, String step, String... states) {
    awaitRun(
        order,
        run -> {
          for (var each : run.path("steps")) {
            if (each.path("step").asText().equals(step)
                && List.of(states).contains(each.path("state").asText())) {
              return true;
            }
          }
          return false;
        });
  }

  JsonNode awaitRun(Order order, Predicate<JsonNode> condition) {
    return await("run of " + order.id())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> run(order), condition);
  }

  /** Waits for the open task with this id. */
  JsonNode awaitTask(String id) {
    return await("task " + id)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> gateway.get("/v1/tasks/" + id).body(),
            task -> task.path("state").asText().equals("open"));
  }

  Http.Answer decide(String taskId, String decision, String comment) {
    var body = Http.JSON.createObjectNode().put("decision", decision).put("comment", comment);
    return gateway.post("/v1/tasks/" + taskId + "/decision", body.toString());
  }

  /** The verdicts of an event. */
  JsonNode verdicts(String eid) {
    return gateway.get("/v1/events/" + eid).body().path("verdicts");
  }

  /** The types of the events that a run published, in order. */
  List<String> published(Order order) {
    var events =
        gateway.get("/v1/events?subject=" + order.id() + "&limit=100").body().path("items");
    var types = new java.util.ArrayList<String>();
    events.forEach(event -> types.add(0, event.path("type").asText()));
    return types;
  }
}
