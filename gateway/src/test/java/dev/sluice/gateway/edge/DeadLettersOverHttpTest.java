package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** {@code /v1/dead-letters}, with the order example and without a Temporal. */
class DeadLettersOverHttpTest {

  private static final String PATH = "/v1/dead-letters";

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void whatCouldNotBeDoneIsListedAndShown() {
    String id = dead("listed");
    JsonNode item = gateway.get(PATH + "?type=order.*&route=order&limit=1").json().at("/items/0");
    assertThat(item.get("id").asText()).isEqualTo(id);
    assertThat(item.get("verdict").asText()).isEqualTo("dead");
    assertThat(item.get("reason").asText()).isEqualTo("idFailed");
    assertThat(item.get("lastError").asText()).contains("attempts");

    JsonNode one = gateway.get(item.at("/links/self").asText()).json();
    assertThat(one.at("/event/data/orderId").asText()).isEqualTo("listed~2");
    assertThat(one.get("acts")).isEmpty();
  }

  @Test
  void theyAreCountedByGroup() {
    dead("grouped");
    JsonNode groups = gateway.get(PATH + "?group=true&reason=idFailed").json().get("items");
    assertThat(groups).hasSize(1);
    assertThat(groups.at("/0/count").asLong()).isPositive();
    assertThat(groups.at("/0/route").asText()).isEqualTo("order");
  }

  @Test
  void whatIsBrokenStillIsRefusedWithTheReason() {
    Answer answer = gateway.post(PATH + "/" + dead("again") + "/redrive", "");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.problem()).isEqualTo("still-dead");
    assertThat(answer.json().get("reason").asText()).isEqualTo("idFailed");
  }

  @Test
  void aDiscardSaysWhoAndWhy() {
    String path = PATH + "/" + dead("away");
    assertThat(gateway.post(path + "/discard", "{}").problem()).isEqualTo("malformed-body");
    JsonNode discarded = gateway.post(path + "/discard", "{\"reason\":\"a test\"}").json();
    assertThat(discarded.get("verdict").asText()).isEqualTo("discarded");
    assertThat(discarded.at("/acts/0/by").asText()).isEqualTo("local");
    assertThat(discarded.at("/acts/0/note").asText()).isEqualTo("a test");
    assertThat(gateway.post(path + "/discard", "{\"reason\":\"again\"}").problem())
        .isEqualTo("not-dead");
    assertThat(gateway.post(path + "/redrive", "").problem()).isEqualTo("not-dead");
    assertThat(gateway.get(path).json().get("acts")).hasSize(1);
  }

  @Test
  void aBulkRedriveIsTriedDryThenRunsToItsReport() {
    dead("bulk");
    JsonNode dry =
        gateway
            .post(PATH + "/redrive", "{\"filter\":{\"reason\":\"idFailed\"},\"dryRun\":true}")
            .json();
    assertThat(dry.at("/would/stillDead").asLong()).isPositive();
    assertThat(dry.at("/stillDead/idFailed").asLong()).isPositive();

    Answer begun = begin("{\"filter\":{\"type\":\"order.placed\"},\"rate\":1000}");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begin("{\"rate\":7}").json().get("id")).isEqualTo(begun.json().get("id"));
    JsonNode report =
        await()
            .until(
                () -> gateway.get(begun.headers().get("Location")).json(),
                json -> json.get("state").asText().equals("done"));
    assertThat(report.at("/done/stillDead").asLong()).isPositive();
    assertThat(report.get("rate").asInt()).isEqualTo(1000);
  }

  private static Answer begin(String body) {
    return gateway.send(
        "POST",
        PATH + "/redrive",
        Map.of("Content-Type", "application/json", "Idempotency-Key", "monday"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatMeansNothingIsRefusedWithItsPlace() {
    assertThat(gateway.get(PATH + "/none").problem()).isEqualTo("no-such-dead-letter");
    assertThat(gateway.get(PATH + "?reson=x").problem()).isEqualTo("bad-parameter");
    assertThat(gateway.get(PATH + "/redrives/none").problem()).isEqualTo("no-such-redrive");
    for (String body :
        new String[] {
          "[]", "{\"fliter\":{}}", "{\"filter\":{\"reson\":1}}", "{\"filter\":{\"reason\":7}}",
          "{\"rate\":0}", "{\"rate\":\"x\"}", "{\"dryRun\":1}", "{\"filter\":{\"since\":\"x\"}}",
          "{\"filter\":null}"
        }) {
      assertThat(gateway.post(PATH + "/redrive", body).problem())
          .as(body)
          .isEqualTo("malformed-body");
    }
  }

  /** No start may have an id as a new attempt has. */
  private static String dead(String note) {
    return gateway.post("/v1/events", Orders.placed(note + "~2")).json().get("eid").asText()
        + ":order";
  }
}
