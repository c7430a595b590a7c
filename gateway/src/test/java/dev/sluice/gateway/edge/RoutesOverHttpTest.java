package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/routes}, with the order example and without a Temporal. */
class RoutesOverHttpTest {

  private static final String PATH = "/v1/routes";

  @TempDir Path folder;
  @RegisterExtension final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void eachRouteSaysHowItIsDoing() {
    gateway.post("/v1/events", Orders.placed("1"));
    gateway.post("/v1/events", Orders.placed("1~2"));
    JsonNode items = gateway.get(PATH).json().get("items");
    assertThat(items.findValuesAsText("name"))
        .containsExactly("order", "order-cancel", "order-handed-over");
    JsonNode order = items.get(0);
    assertThat(order.get("state").asText()).isEqualTo("running");
    assertThat(order.get("action").asText()).isEqualTo("start");
    assertThat(order.get("workflow").asText()).isEqualTo("OrderWorkflow");
    assertThat(order.get("held").asInt()).isEqualTo(1);
    assertThat(order.get("dead").asInt()).isEqualTo(1);
    assertThat(order.at("/verdicts/dead").asInt()).isEqualTo(1);
    assertThat(order.at("/events/last5m").asInt()).isEqualTo(2);
    assertThat(order.at("/lastError/error").asText()).isNotEmpty();
    assertThat(items.at("/1/held").asInt()).isZero();
    assertThat(gateway.get(order.at("/links/self").asText()).json().get("name").asText())
        .isEqualTo("order");
  }

  @Test
  void aPausedRouteKeepsItsEventsAndPromisesNoRun() {
    assertThat(run(gateway.post("/v1/events", Orders.placed("before")))).isNotEmpty();
    JsonNode paused = gateway.post(PATH + "/order/pause", "").json();
    assertThat(paused.get("state").asText()).isEqualTo("paused");
    assertThat(paused.get("pausedBy").asText()).isEqualTo("local");
    JsonNode again = gateway.post(PATH + "/order/pause", "").json();
    assertThat(again.get("pausedAt")).isEqualTo(paused.get("pausedAt"));

    Answer answer = gateway.post("/v1/events", Orders.placed("1"));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(run(answer)).isEmpty();
    assertThat(verdict(answer).get("verdict").asText()).isEqualTo("held");
    assertThat(verdict(answer).get("reason").asText()).isEqualTo("paused");
    assertThat(run(gateway.post("/v1/events", Orders.placed("1")))).isEmpty();

    Answer waiting =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Content-Type", "application/json", "Prefer", "wait=30"),
            Orders.placed("2").getBytes(StandardCharsets.UTF_8));
    assertThat(waiting.status()).isEqualTo(202);
    assertThat(waiting.json().at("/verdicts/0/reason").asText()).isEqualTo("paused");

    Answer cancel =
        gateway.post(
            "/v1/events", "{\"type\":\"order.cancelRequested\",\"data\":{\"orderId\":\"1\"}}");
    assertThat(verdict(cancel).get("reason").asText()).isEqualTo("waiting for its turn");

    assertThat(gateway.post(PATH + "/order/resume", "").json().get("state").asText())
        .isEqualTo("running");
    assertThat(gateway.post(PATH + "/order/resume", "").json().get("state").asText())
        .isEqualTo("running");
    assertThat(verdict(answer).get("reason").asText()).isNotEqualTo("paused");
    assertThat(run(gateway.post("/v1/events", Orders.placed("1")))).isNotEmpty();
  }

  @Test
  void aPauseOutlivesARestart() {
    gateway.post(PATH + "/order/pause", "");
    gateway.restart();
    assertThat(gateway.get(PATH + "/order").json().get("pausedBy").asText()).isEqualTo("local");
    assertThat(verdict(gateway.post("/v1/events", Orders.placed("1"))).get("reason").asText())
        .isEqualTo("paused");
  }

  @Test
  void anUnknownRouteIsAnsweredWithTheNearest() {
    for (String act : new String[] {"", "/pause", "/resume"}) {
      String path = PATH + "/ordr" + act;
      Answer answer = act.isEmpty() ? gateway.get(path) : gateway.post(path, "");
      assertThat(answer.problem()).isEqualTo("no-such-route");
      assertThat(answer.json().get("detail").asText()).contains("Did you mean order?");
    }
    assertThat(gateway.get(PATH + "?x=1").problem()).isEqualTo("bad-parameter");
  }

  private static String run(Answer answer) {
    return answer.json().at("/links/run").asText();
  }

  private JsonNode verdict(Answer answer) {
    return gateway.get(answer.json().at("/links/self").asText()).json().at("/verdicts/0");
  }
}
