package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BatchesOverHttpTest {

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void eachEventOfABatchIsKeptInItsOrder() {
    Answer answer = batch(event("b-1", "1"), event("b-2", "2"), event("b-1", "1"));
    assertThat(answer.status()).isEqualTo(202);
    JsonNode results = answer.json().get("results");
    assertThat(results.findValuesAsText("id")).containsExactly("b-1", "b-2", "b-1");
    assertThat(results.findValuesAsText("index")).containsExactly("0", "1", "2");
    assertThat(results.findValuesAsText("status")).containsOnly("202");
    assertThat(results.findValuesAsText("duplicate")).containsExactly("false", "false", "true");
    assertThat(results.at("/2/eid")).isEqualTo(results.at("/0/eid"));
    assertThat(answer.json().get("accepted").asInt()).isEqualTo(3);
    assertThat(answer.json().get("duplicates").asInt()).isEqualTo(1);
    String self = results.at("/1/links/self").asText();
    assertThat(gateway.get(self).json().get("data").asInt()).isEqualTo(2);
    JsonNode newestFirst = gateway.get("/v1/events?type=batch.item").json().get("items");
    assertThat(newestFirst.findValuesAsText("id")).containsSubsequence("b-2", "b-1");
  }

  @Test
  void whatSchemaOrIdentityRefusesIsOneResultAmongOthers() {
    String order = Orders.placed("batched").replace("{\"type\"", HEAD + "\"type\"");
    String bad = order.replace("\"quantity\":2", "\"quantity\":-2").replace("batched", "bad");
    Answer answer = batch(event("c-1", "1"), event("c-1", "2"), bad, order);
    assertThat(answer.status()).isEqualTo(207);
    JsonNode results = answer.json().get("results");
    assertThat(results.findValuesAsText("status")).startsWith("202", "422");
    assertThat(results.at("/1/problem/type").asText()).endsWith("identity-conflict");
    assertThat(results.at("/2/status").asInt()).isEqualTo(422);
    assertThat(results.at("/2/problem/type").asText()).endsWith("schema-violation");
    assertThat(results.at("/2/problem/errors/0/pointer").asText())
        .isEqualTo("/data/items/0/quantity");
    assertThat(results.at("/3/status").asInt()).isEqualTo(202);
    assertThat(results.at("/3/links/run").asText()).isEqualTo("/v1/runs/order-batched");
    assertThat(answer.json().get("refused").asInt()).isEqualTo(2);
    assertThat(gateway.get("/v1/events?id=bad").json().get("items")).isEmpty();
  }

  @Test
  void aMalformedEventRefusesTheWholeBatchByIndex() {
    Answer answer = batch(event("d-1", "1"), "{\"id\":\"d-2\"}", "\"text\"");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("malformed-event");
    assertThat(answer.json().get("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/1/specversion", "/1/source", "/1/type", "/2");
    assertThat(gateway.get("/v1/events?id=d-1").json().get("items")).isEmpty();
  }

  @Test
  void anEmptyBatchHasNoResults() {
    Answer answer = batch();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("results")).isEmpty();
  }

  @Test
  void aBatchIsSentAgainUnderItsKey() {
    Map<String, String> headers = Map.of("Content-Type", TYPE, "Idempotency-Key", "batch-key");
    byte[] first = bytes("[" + event("e-1", "1") + "," + event("e-2", "2") + "]");
    byte[] again = bytes("[" + event("e-3", "1") + "," + event("e-4", "2") + "]");
    assertThat(gateway.send("POST", "/v1/events", headers, first).json().get("duplicates").asInt())
        .isZero();
    assertThat(gateway.send("POST", "/v1/events", headers, again).json().get("duplicates").asInt())
        .isEqualTo(2);
  }

  private static final String TYPE = "application/cloudevents-batch+json";
  private static final String HEAD = "{\"specversion\":\"1.0\",\"source\":\"/shop\",";

  private static String event(String id, String data) {
    return HEAD + "\"id\":\"" + id + "\",\"type\":\"batch.item\",\"data\":" + data + "}";
  }

  private static Answer batch(String... events) {
    String body = Arrays.stream(events).collect(Collectors.joining(",", "[", "]"));
    return gateway.send("POST", "/v1/events", Map.of("Content-Type", TYPE), bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
