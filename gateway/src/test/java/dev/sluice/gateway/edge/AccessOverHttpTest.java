package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys over real HTTP: their roles, the types they may publish, the origins they may come from. */
class AccessOverHttpTest {

  private static final List<String> NAMES =
      List.of("publish", "read", "operate", "worker", "admin", "page", "other");
  private static final String SHOP = "https://shop.example";

  @TempDir static Path folder;
  static TestGateway gateway;
  static Http http;

  @BeforeAll
  static void start() throws IOException {
    for (String name : NAMES) {
      Files.writeString(folder.resolve(name), key(name));
    }
    String yaml =
        """
        access:
          keys:
            - {name: publish, key: 'file:publish', roles: [publish]}
            - {name: read, key: 'file:read', roles: [read]}
            - {name: operate, key: 'file:operate', roles: [operate]}
            - {name: worker, key: 'file:worker', roles: [worker]}
            - {name: admin, key: 'file:admin', roles: [admin]}
            - name: page
              key: file:page
              roles: [publish]
              types: ["order.*", "cart.**"]
              origins: ["https://shop.example", "http://localhost:3000"]
            - name: other
              key: file:other
              roles: [publish]
              origins: ["https://other.example"]
        routes:
          - {name: r, on: x, publish: {type: y}}
        """;
    gateway = TestGateway.start(folder, yaml, Clock.systemUTC());
    http = gateway.http();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }

  static Stream<Arguments> operations() {
    return RoleMatrix.rows().entrySet().stream()
        .map(row -> Arguments.of(row.getKey(), row.getValue()));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void eachOperationIsForItsRolesAlone(String operation, List<String> allowed) throws IOException {
    if (allowed.isEmpty()) {
      assertThat(status(operation, "")).isNotEqualTo(403);
      return;
    }
    assertThat(status(operation, "")).as("without a key").isEqualTo(401);
    assertThat(status(operation, key("nobody"))).as("with a wrong key").isEqualTo(401);
    assertThat(status(operation, key("admin"))).as("admin").isNotIn(401, 403);
    for (String role : RoleMatrix.ROLES) {
      if (allowed.contains(role)) {
        assertThat(status(operation, key(role))).as(role).isNotIn(401, 403);
      } else {
        assertThat(status(operation, key(role))).as(role).isEqualTo(403);
      }
    }
  }

  /** Only the first line of the answer: some answers go on for ever. */
  private static int status(String operation, String key) throws IOException {
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      socket.setSoTimeout(20_000);
      String request =
          operation.replaceAll("\\{[^}]*}", "none")
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + authorization
              + (operation.startsWith("P") ? "Content-Length: 2\r\n\r\n{}" : "\r\n");
      socket.getOutputStream().write(bytes(request));
      socket.getOutputStream().flush();
      String line =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      return Integer.parseInt(Objects.requireNonNull(line).split(" ", 3)[1]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "order.placed, 202",
    "cart.item.added, 202",
    "cart, 202",
    "order, 403",
    "order.placed.late, 403",
    "payment.captured, 403"
  })
  void aKeyPublishesOnlyTheTypesItIsBoundTo(String type, int status) {
    Answer answer = post("page", "application/json", Map.of(), "{\"type\":\"" + type + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.problem()).isEqualTo("type-not-allowed");
      assertThat(answer.json().get("detail").asText()).contains(type, "page");
    }
    assertThat(
            post("publish", "application/json", Map.of(), "{\"type\":\"" + type + "\"}").status())
        .isEqualTo(202);
  }

  @Test
  void whatOfABatchIsNotAllowedIsOneResultAmongOthers() {
    String head = "{\"specversion\":\"1.0\",\"source\":\"/shop\",";
    Answer answer =
        post(
            "page",
            "application/cloudevents-batch+json",
            Map.of(),
            "["
                + head
                + "\"id\":\"1\",\"type\":\"order.a\"},"
                + head
                + "\"id\":\"2\",\"type\":\"payment.a\"}]");
    assertThat(answer.status()).isEqualTo(207);
    assertNotAllowed(answer.json().at("/results/1"), "index", 1);
    assertThat(answer.json().at("/results/0/status").asInt()).isEqualTo(202);
  }

  @Test
  void whatOfLinesIsNotAllowedIsOneResultAmongOthers() {
    Answer answer =
        post(
            "page",
            "application/x-ndjson",
            Map.of(),
            "{\"type\":\"order.a\"}\n{\"type\":\"payment.a\"}\n");
    assertThat(answer.status()).isEqualTo(207);
    assertNotAllowed(answer.json().at("/results/1"), "line", 2);
    assertThat(answer.json().at("/results/0/status").asInt()).isEqualTo(202);
  }

  private static void assertNotAllowed(JsonNode result, String place, int number) {
    assertThat(result.get(place).asInt()).isEqualTo(number);
    assertThat(result.get("status").asInt()).isEqualTo(403);
    assertThat(result.at("/problem/type").asText()).endsWith("type-not-allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example, 204",
    "https://other.example, 204",
    "https://evil.example, 403",
    "https://shop.example:8443, 403",
    "http://shop.example, 403",
    "null, 403"
  })
  void aBrowserMayAskForTheOriginsOfTheKeys(String origin, int status) {
    Answer answer =
        http.send(
            "OPTIONS",
            "/v1/events",
            Map.of(
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type,ce-id"),
            null);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers().get("Vary")).contains("Origin", "Access-Control-Request-Headers");
    if (status == 204) {
      assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(origin);
      assertThat(answer.headers().get("Access-Control-Allow-Methods")).contains("POST");
      assertThat(answer.headers().get("Access-Control-Allow-Headers"))
          .isEqualTo("authorization,content-type,ce-id");
      assertThat(answer.headers().get("Access-Control-Max-Age")).isNotNull();
    } else {
      assertThat(answer.problem()).isEqualTo("origin-not-allowed");
      assertThat(answer.headers().get("Access-Control-Allow-Origin")).isNull();
    }
  }

  @Test
  void aPageOfTheKeysOriginMayPostAndReadTheAnswer() {
    Answer answer = post("page", "application/json", Map.of("Origin", SHOP), "{\"type\":\"cart\"}");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(SHOP);
    assertThat(answer.headers().get("Access-Control-Expose-Headers")).contains("Location");
    assertThat(answer.headers().get("Vary")).contains("Origin");
    Answer refused = post("page", "application/json", Map.of("Origin", SHOP), "{");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers().get("Access-Control-Allow-Origin")).isEqualTo(SHOP);
    assertThat(post("page", "application/json", Map.of(), "{\"type\":\"cart\"}").status())
        .as("a program, which sends no origin")
        .isEqualTo(202);
  }

  @Test
  void aPageOfAnotherKeysOriginMayNot() {
    Map<String, String> origin = Map.of("Origin", "https://other.example");
    Answer answer = post("page", "application/json", origin, "{\"type\":\"cart\"}");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("origin-not-allowed");
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void aKeyWithoutOriginsAnswersNoPage() {
    Answer answer =
        post("publish", "application/json", Map.of("Origin", SHOP), "{\"type\":\"cart\"}");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void aPageIsToldThatItsKeyIsUnknown() {
    Answer answer = post("nobody", "application/json", Map.of("Origin", SHOP), "{}");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(SHOP);
  }

  private static Answer post(String key, String mediaType, Map<String, String> more, String body) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Authorization", "Bearer " + key(key));
    headers.put("Content-Type", mediaType);
    return http.send("POST", "/v1/events", headers, bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
