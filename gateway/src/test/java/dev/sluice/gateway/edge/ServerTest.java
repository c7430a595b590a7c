package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense\\r\\n\\r\\n|400",
        "GET /v1/about HTTP/9.9\\r\\nHost: localhost\\r\\n\\r\\n|505",
        "GET /v1/about HTTP/1.1\\r\\n\\r\\n|400",
        "GET /%zz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n|400",
        "OPTIONS /hooks/%14 HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n|400",
        "DELETE /v1/%14 HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n|400",
        "GET /a/../b HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n|404",
        "POST /v1/events HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: x\\r\\n\\r\\n|400",
        "GET /v1/events HTTP/1.1\\r\\nHost: localhost\\r\\nBad Name: x\\r\\n\\r\\n|400",
      })
  void whatIsNoHttpIsAProblemToo(String request, int status) {
    String answer = gateway.raw(request.replace("\\r", "\r").replace("\\n", "\n"));
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
    assertThat(answer).contains("urn:sluice:problem:");
    assertThat(answer).doesNotContain("Jetty", "<html>", "problem:unexpected");
  }

  @Test
  void headersThatAreTooLargeAreAProblem() {
    String answer =
        gateway.raw(
            "GET /v1/about HTTP/1.1\r\nHost: localhost\r\nX-Large: "
                + "x".repeat(40_000)
                + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431").contains("urn:sluice:problem:headers-too-large");
  }

  @Test
  void slowSendersHoldUpNobody() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        slow.add(socket);
        socket.getOutputStream().write(bytes(HALF_A_POST));
        socket.getOutputStream().flush();
      }
      assertThat(gateway.get("/v1/about").status()).isEqualTo(200);
      assertThat(gateway.post("/v1/events", "{\"type\":\"t\"}").status()).isEqualTo(202);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static final String HALF_A_POST =
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 100\r\n\r\n{\"type\":";

  @Test
  void theServerDoesNotSayWhatItIs() {
    Answer answer = gateway.get("/health/live");
    assertThat(answer.headers().get("Server")).isNull();
    assertThat(answer.headers().get("X-Powered-By")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1", "/v2/events", "/favicon.ico", "/v1/events/a/b"})
  void anUnknownPathIsNotFound(String path) {
    Answer answer = gateway.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.problem()).isEqualTo("no-such-path");
    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"DELETE,/v1/events", "PUT,/v1/events", "POST,/v1/about", "PATCH,/health/live"})
  void anotherMethodIsNotAllowed(String method, String path) {
    Answer answer = gateway.send(method, path, Map.of(), bytes("{}"));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.problem()).isEqualTo("method-not-allowed");
    assertThat(answer.headers().get("Allow")).isNotEmpty();
  }

  @Test
  void headIsGetWithoutABodyAndATrailingSlashIsNothing() {
    Answer head = gateway.send("HEAD", "/v1/about", Map.of(), null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(gateway.get("/v1/about/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "10.0.0.1"})
  void aForeignHostNameIsRefused(String host) {
    String answer =
        gateway.raw("GET /v1/about HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 403").contains("foreign-host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"})
  void thisMachinesNamesAreServed(String host) {
    String answer =
        gateway.raw("GET /v1/about HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost.evil.example"})
  void aPageOfAnotherOriginCannotPost(String origin) {
    Answer answer =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Origin", origin, "Content-Type", "application/json"),
            bytes("{\"type\":\"t\"}"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("foreign-origin");
  }

  @Test
  void aPageOfThisMachineCanPost() {
    Answer answer =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Origin", "http://localhost:3000", "Content-Type", "application/json"),
            bytes("{\"type\":\"t\"}"));
    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void aboutTellsWhereThingsAre() {
    JsonNode about = gateway.get("/v1/about").json();
    assertThat(about.at("/temporal/kind").asText()).isEqualTo("in-process");
    assertThat(about.at("/database/kind").asText()).isEqualTo("sqlite");
    assertThat(about.get("started").asText()).isEqualTo("2026-11-21T09:30:00Z");
    assertThat(about.has("sandbox")).isFalse();
  }

  @Test
  void healthAndMetricsAnswer() {
    assertThat(gateway.get("/health/live").status()).isEqualTo(200);
    Answer ready = gateway.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().get("journal").asText()).isEqualTo("writable");
    assertThat(gateway.get("/metrics").body()).contains("sluice_journal_commit");
  }

  @Test
  void withoutKeysItListensOnThisMachineOnly() {
    assertThatThrownBy(
            () ->
                Edge.open(
                    new Edge.Address("0.0.0.0", 0),
                    Access::thisMachineOnly,
                    Edge.threads(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("access");
  }

  @Test
  void withKeysEveryCallNeedsOneAndItsRole() {
    Access access =
        Access.keys(
            List.of(
                new Access.Key("shop", "shop-secret", Set.of(Role.publish)),
                new Access.Key("desk", "desk-secret", Set.of(Role.read, Role.operate))));
    Edge.Api api =
        routes -> {
          routes.get("/open", ctx -> ctx.result("open"), Role.open);
          routes.get("/who", ctx -> ctx.result(Door.actor(ctx)), Role.read);
        };
    try (Edge edge =
        Edge.open(new Edge.Address("127.0.0.1", 0), () -> access, Edge.threads(), List.of(api))) {
      Http keyed = new Http(edge.url(), edge.port());
      assertThat(keyed.get("/open").body()).isEqualTo("open");
      Answer nobody = keyed.get("/who");
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.headers().get("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(with(keyed, "wrong").status()).isEqualTo(401);
      assertThat(with(keyed, "shop-secret").status()).isEqualTo(403);
      assertThat(with(keyed, "desk-secret").body()).isEqualTo("desk");
    }
  }

  private static Answer with(Http http, String key) {
    return http.send("GET", "/who", Map.of("Authorization", "Bearer " + key), null);
  }

  @Test
  void whatNobodyExpectedIsLoggedAndNotShown() {
    Edge.Api api =
        routes ->
            routes.get(
                "/fails",
                ctx -> {
                  throw new IllegalStateException("a secret detail");
                },
                Role.open);
    try (Edge edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            Access::thisMachineOnly,
            Edge.threads(),
            List.of(api))) {
      Answer answer = new Http(edge.url(), edge.port()).get("/fails");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.problem()).isEqualTo("unexpected");
      assertThat(answer.json().get("errorId").asText()).isNotEmpty();
      assertThat(answer.body()).doesNotContain("secret", "IllegalState");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
