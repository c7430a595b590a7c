package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsOverHttpTest {

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void anAnswerLinksTheRunOfItsOwnEventOnly() {
    gateway.post("/v1/events", Orders.placed("mine"));
    String other = Orders.placed("mine").replace("\"id\":\"mine\"", "\"id\":\"theirs\"");
    Answer same = gateway.post("/v1/events", other);
    assertThat(same.json().at("/links/run").asText()).isEqualTo("/v1/runs/order-mine");

    String conflict = Orders.placed("mine").replace("Ada", "Eve");
    conflict = conflict.replace("\"id\":\"mine\"", "\"id\":\"conflict\"");
    long begun = System.nanoTime();
    Answer answer =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Content-Type", "application/json", "Prefer", "wait=20"),
            conflict.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().at("/verdicts/0/reason").asText()).isEqualTo("workflowIdConflict");
    assertThat(answer.json().get("links").has("run")).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anOrderIsKeptAndFound() {
    Answer answer = gateway.post("/v1/events", Orders.placed("kept"));
    assertThat(answer.status()).isEqualTo(202);
    JsonNode receipt = answer.json();
    String self = receipt.at("/links/self").asText();
    assertThat(answer.headers().get("Location")).isEqualTo(self);
    assertThat(self).isEqualTo("/v1/events/" + receipt.get("eid").asText());
    assertThat(receipt.at("/links/run").asText()).isEqualTo("/v1/runs/order-kept");
    assertThat(receipt.get("duplicate").asBoolean()).isFalse();
    JsonNode event = gateway.get(self).json();
    assertThat(event.at("/data/orderId").asText()).isEqualTo("kept");
    assertThat(event.at("/verdicts/0/route").asText()).isEqualTo("order");
    assertThat(event.at("/verdicts/0/workflowId").asText()).isEqualTo("order-kept");
  }

  @Test
  void withTemporalAwayAnEventIsKeptAndHeld() {
    String self = gateway.post("/v1/events", Orders.placed("held")).headers().get("Location");
    JsonNode verdict =
        await()
            .until(
                () -> gateway.get(self).json().at("/verdicts/0"),
                each -> each.path("reason").asText().equals("engine unavailable"));
    assertThat(verdict.get("verdict").asText()).isEqualTo("held");
    Answer ready = gateway.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().get("status").asText()).isEqualTo("degraded");
    assertThat(gateway.get("/v1/runs/order-held").json().get("status").asText()).isEqualTo("held");
  }

  @Test
  void aRepeatAnswersAsTheFirstDid() {
    JsonNode first = gateway.post("/v1/events", Orders.placed("again")).json();
    Answer second = gateway.post("/v1/events", Orders.placed("again"));
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.json().get("duplicate").asBoolean()).isTrue();
    assertThat(second.json().get("eid")).isEqualTo(first.get("eid"));
    assertThat(second.json().get("links")).isEqualTo(first.get("links"));
  }

  @Test
  void aThousandAtOnceAreOneEvent() throws Exception {
    int senders = 1_000;
    byte[] request = bytes(rawPost(Orders.placed("storm")));
    CyclicBarrier together = new CyclicBarrier(senders);
    ExecutorService threads = Executors.newFixedThreadPool(senders);
    List<Future<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      answers.add(
          threads.submit(
              () -> {
                together.await();
                return receipt(request);
              }));
    }
    List<String> eids = new ArrayList<>();
    int duplicates = 0;
    for (Future<JsonNode> answer : answers) {
      eids.add(answer.get().get("eid").asText());
      duplicates += answer.get().get("duplicate").asBoolean() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(eids).hasSize(senders).containsOnly(eids.get(0));
    assertThat(duplicates).isEqualTo(senders - 1);
  }

  private static String rawPost(String body) {
    return "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + bytes(body).length
        + "\r\n\r\n"
        + body;
  }

  private static JsonNode receipt(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(request);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 202");
      return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }
  }

  @Test
  void theSameIdentityWithOtherContentIsAConflict() {
    String eid =
        gateway
            .post("/v1/events", "{\"type\":\"t\",\"id\":\"c\",\"data\":1}")
            .json()
            .get("eid")
            .asText();
    Answer other = gateway.post("/v1/events", "{\"type\":\"t\",\"id\":\"c\",\"data\":2}");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.problem()).isEqualTo("identity-conflict");
    assertThat(other.json().get("firstEid").asText()).isEqualTo(eid);
  }

  @Test
  void anIdempotencyKeyTakesTheIdentitysPlace() {
    JsonNode bare = withKey("\"key-1\"").json();
    assertThat(withKey("key-1").json().get("eid")).isEqualTo(bare.get("eid"));
    assertThat(withKey("key-2").json().get("eid")).isNotEqualTo(bare.get("eid"));
  }

  private static Answer withKey(String key) {
    return gateway.send(
        "POST",
        "/v1/events",
        Map.of("Content-Type", "application/json", "Idempotency-Key", key),
        bytes("{\"type\":\"keyed\",\"data\":1}"));
  }

  @Test
  void cloudEventsComeInBothModes() {
    Answer structured =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Content-Type", "application/cloudevents+json"),
            bytes(
                "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"/shop\",\"type\":\"ce\",\"data\":{\"a\":1.10}}"));
    assertThat(structured.status()).isEqualTo(202);
    Answer binary =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of(
                "Content-Type", "application/json",
                "ce-specversion", "1.0",
                "ce-id", "b",
                "ce-source", "/shop",
                "ce-type", "ce",
                "ce-subject", "caf%C3%A9"),
            bytes("{\"a\":1.10}"));
    assertThat(binary.status()).isEqualTo(202);
    JsonNode event = gateway.get(binary.headers().get("Location")).json();
    assertThat(event.get("subject").asText()).isEqualTo("café");
    assertThat(gateway.get(structured.headers().get("Location")).body()).contains("1.10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"quantity\":2|\"quantity\":-1|/data/items/0/quantity",
        "\"quantity\":2|\"quantity\":\"two\"|/data/items/0/quantity",
        "\"currency\":\"EUR\"|\"currency\":\"EURO\"|/data/currency",
        "\"items\":[{\"sku\":\"TEA\",\"quantity\":2,\"unitPrice\":\"6.00\"}]|\"items\":[]|/data/items",
        "\"total\":\"12.00\"|\"total\":12|/data/total",
      })
  void whatItsSchemaRefusesIsRefusedWithAPointer(String good, String bad, String pointer) {
    String body = Orders.placed("refused").replace(good, bad);
    assertThat(body).contains(bad);
    Answer answer = gateway.post("/v1/events", body);
    assertThat(answer.status()).isEqualTo(422);
    assertProblem(answer, "schema-violation");
    assertThat(answer.json().get("errors").findValuesAsText("pointer")).contains(pointer);
    assertThat(gateway.get("/v1/events?id=refused").json().get("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON|malformed-json",
        "{\"type\":\"t\",\"type\":\"u\"}|malformed-json",
        "{\"type\":\"t\"} trailing|malformed-json",
        "[]|malformed-json",
        "{\"data\":1}|malformed-event",
        "{\"type\":5}|malformed-event",
        "{\"type\":\"t\",\"Upper\":1}|malformed-event",
        "{\"type\":\"t\",\"extension\":{}}|malformed-event",
        "{\"type\":\"t\",\"priority\":0}|malformed-event",
        "{\"type\":\"t\",\"id\":\"\"}|malformed-event",
        "{\"type\":\"t\",\"specversion\":\"0.3\"}|malformed-event",
      })
  void whatIsNoEventIsRefused(String body, String word) {
    Answer answer = gateway.post("/v1/events", body);
    assertThat(answer.status()).isEqualTo(400);
    assertProblem(answer, word);
    assertThat(answer.json().get("errors")).isNotEmpty();
  }

  @Test
  void aHundredThousandBracketsAreRefused() {
    assertThat(gateway.post("/v1/events", "[".repeat(100_000)).status()).isEqualTo(400);
    assertThat(gateway.post("/v1/events", "{\"a\":".repeat(100_000)).status()).isEqualTo(400);
  }

  @Test
  void textIsRefusedWithTheTypesThatAreRead() {
    Answer answer =
        gateway.send(
            "POST", "/v1/events", Map.of("Content-Type", "text/plain"), bytes("{\"type\":\"t\"}"));
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.json().get("detail").asText()).contains("application/cloudevents+json");
    assertProblem(answer, "unsupported-media-type");
  }

  @Test
  void aBodyOfTwoMebibytesIsTooLarge() {
    Answer answer = gateway.post("/v1/events", large(2 << 20));
    assertThat(answer.status()).isEqualTo(413);
    assertProblem(answer, "too-large");
  }

  @Test
  void aBodyOfExactlyOneMebibyteIsRead() {
    assertThat(gateway.post("/v1/events", large(1 << 20)).status()).isEqualTo(202);
    assertThat(gateway.post("/v1/events", large((1 << 20) + 1)).status()).isEqualTo(413);
  }

  @Test
  void aChunkedBodyHasTheSameLimit() {
    String chunk = "x".repeat(0x10000);
    StringBuilder body = new StringBuilder("10000\r\n" + chunk + "\r\n");
    body.append(("10000\r\n" + chunk + "\r\n").repeat(31)).append("0\r\n\r\n");
    String answer =
        gateway.raw(
            "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body);
    assertThat(answer).startsWith("HTTP/1.1 413").contains("urn:sluice:problem:too-large");
  }

  private static String large(int size) {
    String head = "{\"type\":\"large\",\"data\":\"";
    return head + "x".repeat(size - head.length() - 2) + "\"}";
  }

  @Test
  void listsAreFilteredAndPaged() {
    for (int i = 0; i < 3; i++) {
      gateway.post(
          "/v1/events", "{\"type\":\"page.one\",\"correlationid\":\"pages\",\"data\":" + i + "}");
    }
    gateway.post("/v1/events", "{\"type\":\"page.two.deep\",\"correlationid\":\"pages\"}");
    assertThat(items("/v1/events?type=page.*")).hasSize(3);
    assertThat(items("/v1/events?type=page.**")).hasSize(4);
    assertThat(items("/v1/events?correlation=pages&verdict=unmatched")).hasSize(4);
    assertThat(items("/v1/events?correlation=pages&since=2999-01-01T00:00:00Z")).isEmpty();
    JsonNode first = gateway.get("/v1/events?correlation=pages&limit=3").json();
    assertThat(first.get("items")).hasSize(3);
    assertThat(first.at("/items/0/type").asText()).isEqualTo("page.two.deep");
    JsonNode rest =
        gateway
            .get("/v1/events?correlation=pages&limit=3&cursor=" + first.get("next").asText())
            .json();
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.get("next").isNull()).isTrue();
  }

  private static JsonNode items(String path) {
    return gateway.get(path).json().get("items");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=x",
        "limit=100000",
        "since=yesterday",
        "until=",
        "verdict=perhaps",
        "cursor=%00",
        "cursor=nonsense",
        "corelation=x",
        "type=a**b",
        "type=a..*",
        "type=a&type=b"
      })
  void aBadQueryIsRefused(String query) {
    Answer answer = gateway.get("/v1/events?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertProblem(answer, "bad-parameter");
    assertThat(answer.json().at("/errors/0/parameter").asText())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "0197b2a0-0000-7000-8000-000000000000", "%00"})
  void anUnknownEventIsNotFound(String eid) {
    Answer answer = gateway.get("/v1/events/" + eid);
    assertThat(answer.status()).isIn(404, 400);
    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
  }

  private static void assertProblem(Answer answer, String word) {
    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.problem()).isEqualTo(word);
    assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
    assertThat(answer.json().get("title").asText()).isNotEmpty();
    assertThat(answer.json().get("detail").asText()).isNotEmpty();
    assertThat(answer.body()).doesNotContain("Exception", "com.fasterxml", "dev.sluice");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
