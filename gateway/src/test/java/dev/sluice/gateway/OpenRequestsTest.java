package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.edge.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are open while the configuration changes. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Each test starts its own.
class OpenRequestsTest {

  private static final String SECRET = "a-secret-of-the-door-1234";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private TestGateway gateway;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("key"), SECRET);
    Files.writeString(folder.resolve("other"), SECRET + "-other");
    gateway = TestGateway.start(folder, config("before", "[publish, read]"), Clock.systemUTC());
    http = gateway.http();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void linesGoByTheRoutesThatAreInForceWhenTheyCome() throws IOException {
    try (Socket socket = lines();
        BufferedReader in = reader(socket)) {
      line(socket);
      assertThat(routeOf(json(in))).isEqualTo("before");
      reload(config("after", "[publish, read]"));
      line(socket);
      assertThat(routeOf(json(in))).isEqualTo("after");
    }
  }

  @Test
  void aKeyThatMayPublishNoMoreIsHeardOutNoFurther() throws IOException {
    try (Socket socket = lines();
        BufferedReader in = reader(socket)) {
      line(socket);
      assertThat(json(in).get("status").asInt()).isEqualTo(202);
      reload(config("before", "[read]"));
      line(socket);
      JsonNode stopped = json(in).at("/summary/stopped");
      assertThat(stopped.get("afterLine").asInt()).isEqualTo(1);
      assertThat(stopped.at("/problem/type").asText()).isEqualTo("urn:sluice:problem:forbidden");
    }
  }

  @Test
  void theStreamOfAKeyThatMayReadNoMoreEnds() throws IOException {
    try (Socket socket = open("GET /v1/stream", "Connection: close\r\n");
        BufferedReader in = reader(socket)) {
      String line = in.readLine();
      while (!line.startsWith("id: ")) {
        line = in.readLine();
      }
      reload(config("after", "[publish, read]"));
      post();
      assertThat(upTo(in, "data: ")).startsWith("data: ");
      reload(config("after", "[publish]"));
      assertThat(upTo(in, "never")).isNull();
    }
  }

  private static @Nullable String upTo(BufferedReader in, String begin) throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith(begin)) {
      line = in.readLine();
    }
    return line;
  }

  private static String config(String route, String roles) {
    return """
    access:
      keys:
        - {name: k, key: 'file:key', roles: %s}
        - {name: o, key: 'file:other', roles: [admin]}
    routes:
      - {name: %s, on: x, publish: {type: y}}
    """
        .formatted(roles, route);
  }

  private void reload(String yaml) throws IOException {
    Files.writeString(folder.resolve("sluice.yaml"), yaml);
    gateway.reload();
  }

  private Socket lines() throws IOException {
    return open(
        "POST /v1/events",
        "Content-Type: application/x-ndjson\r\nAccept: application/x-ndjson\r\n"
            + "Transfer-Encoding: chunked\r\n");
  }

  private Socket open(String request, String headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    socket.setSoTimeout(20_000);
    write(
        socket,
        request
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + SECRET
            + "\r\n"
            + headers
            + "\r\n");
    return socket;
  }

  private static void line(Socket socket) throws IOException {
    String line = "{\"type\":\"x\"}\n";
    write(socket, Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static JsonNode json(BufferedReader in) throws IOException {
    return JSON.readTree(String.valueOf(upTo(in, "{")));
  }

  private String routeOf(JsonNode result) {
    return as("GET", result.at("/links/self").asText(), null).at("/verdicts/0/route").asText();
  }

  private void post() {
    as("POST", "/v1/events", "{\"type\":\"x\"}".getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode as(String method, String path, byte @Nullable [] body) {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + SECRET + "-other", "Content-Type", "application/json");
    return http.send(method, path, headers, body).json();
  }
}
