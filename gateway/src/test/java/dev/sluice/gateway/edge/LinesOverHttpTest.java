package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LinesOverHttpTest {

  private static final String TYPE = "application/x-ndjson";

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void everyLineIsAnEventWithAResult() {
    Answer answer = lines(line("l-1") + "\r\n\n" + structured("l-2") + "\n  \n" + line("l-3"));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().get("accepted").asInt()).isEqualTo(3);
    JsonNode results = answer.json().get("results");
    assertThat(results.findValuesAsText("id")).containsExactly("l-1", "l-2", "l-3");
    assertThat(results.findValuesAsText("line")).containsExactly("1", "3", "5");
    assertThat(gateway.get(results.at("/2/links/self").asText()).status()).isEqualTo(200);
    assertThat(lines(line("l-1")).json().at("/results/0/eid")).isEqualTo(results.at("/0/eid"));
  }

  @Test
  void aBadLineUndoesNoOther() {
    String bad = Orders.placed("of-lines").replace("\"quantity\":2", "\"quantity\":-2");
    String body =
        String.join(
            "\n",
            line("m-1"),
            "no JSON",
            "{\"type\":7}",
            bad.replaceAll("\\s*\n\\s*", ""),
            "{\"type\":\"large\",\"data\":\"" + "x".repeat(1 << 20) + "\"}",
            line("m-6"));
    Answer answer = lines(body);
    assertThat(answer.status()).isEqualTo(207);
    JsonNode results = answer.json().get("results");
    List<String> statuses = new ArrayList<>();
    results.forEach(each -> statuses.add(each.get("status").asText()));
    assertThat(statuses).containsExactly("202", "400", "400", "422", "413", "202");
    assertThat(results.at("/1/problem/type").asText()).endsWith(":malformed-json");
    assertThat(results.at("/2/problem/errors/0/pointer").asText()).isEqualTo("/type");
    assertThat(results.at("/3/problem/type").asText()).endsWith(":schema-violation");
    assertThat(results.at("/4/problem/type").asText()).endsWith(":too-large");
    assertThat(answer.json().get("refused").asInt()).isEqualTo(4);
    assertThat(gateway.get("/v1/events?id=m-6").json().get("items")).hasSize(1);
  }

  @Test
  void nothingIsNoFault() {
    Answer answer = lines("\n");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("results")).isEmpty();
  }

  @Test
  void aBodyOfManyMebibytesIsTakenAsItComes() {
    int count = 20_000;
    String filler = "x".repeat(400);
    RequestBody body =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return MediaType.get(TYPE);
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            for (int i = 0; i < count; i++) {
              sink.writeUtf8(
                  "{\"type\":\"many\",\"id\":\"" + i + "\",\"data\":\"" + filler + "\"}\n");
            }
          }
        };
    Answer answer =
        gateway.call(new Request.Builder().url(gateway.url() + "/v1/events").post(body).build());
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("accepted").asInt()).isEqualTo(count);
    int told = answer.json().get("results").size();
    assertThat(told).isGreaterThan(10_000);
    assertThat(answer.json().path("omitted").asInt()).isEqualTo(count - told);
    assertThat(gateway.get("/v1/events?type=many&id=19999").json().get("items")).hasSize(1);
  }

  @Test
  void whoAcceptsLinesHasEachResultBeforeTheNextLineIsSent() throws IOException {
    try (Socket socket = open(HEAD + "Accept: application/x-ndjson\r\n\r\n")) {
      BufferedReader in = reader(socket);
      send(socket, line("s-1") + "\n");
      assertThat(skipHead(in)).startsWith("HTTP/1.1 207");
      JsonNode first = json(in);
      assertThat(first.get("id").asText()).isEqualTo("s-1");
      assertThat(gateway.get("/v1/events?id=s-1").json().get("items")).hasSize(1);
      send(socket, "nonsense\n" + line("s-3"));
      assertThat(json(in).get("status").asInt()).isEqualTo(400);
      send(socket, "\n");
      assertThat(json(in).get("line").asInt()).isEqualTo(3);
      socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      JsonNode summary = json(in).get("summary");
      assertThat(summary.get("accepted").asInt()).isEqualTo(2);
      assertThat(summary.get("refused").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatCameBeforeTheSenderBrokeOffIsKept() throws IOException {
    try (Socket socket = open(HEAD + "\r\n")) {
      send(socket, line("o-1") + "\n" + line("o-2") + "\n{\"type\":");
    }
    await().until(() -> gateway.get("/v1/events?id=o-2").json().get("items").size() == 1);
    assertThat(gateway.get("/v1/events?id=o-1").json().get("items")).hasSize(1);
  }

  @Test
  void thereIsABoundOnRequestsOfLines() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < LineIntake.MOST; i++) {
        open.add(open(HEAD + "Accept: application/x-ndjson\r\n\r\n"));
        send(open.get(i), line("p-" + i) + "\n");
        skipHead(reader(open.get(i)));
      }
      Answer refused = lines(line("p"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("too-many-streams");
      assertThat(refused.headers().get("Retry-After")).isEqualTo("5");
      assertThat(gateway.post("/v1/events", line("p")).status()).isEqualTo(202);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    await().until(() -> lines(line("p")).status() == 202);
  }

  @Test
  void aBadHeaderRefusesTheWholeRequest() {
    Answer answer =
        gateway.send(
            "POST",
            "/v1/events",
            Map.of("Content-Type", TYPE, "Idempotency-Key", "\"\""),
            line("q").getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/header").asText()).isEqualTo("idempotency-key");
  }

  @Test
  void linesAreSentAgainUnderTheirKey() {
    String body =
        IntStream.range(0, 300).mapToObj(n -> "{\"type\":\"r\"}").collect(Collectors.joining("\n"));
    Map<String, String> headers = Map.of("Content-Type", TYPE, "Idempotency-Key", "lines-key");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    JsonNode first = gateway.send("POST", "/v1/events", headers, bytes).json();
    JsonNode again = gateway.send("POST", "/v1/events", headers, bytes).json();
    assertThat(first.get("duplicates").asInt()).isZero();
    assertThat(again.get("duplicates").asInt()).isEqualTo(300);
  }

  private static final String HEAD =
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: Application/X-NDJSON;charset=utf-8\r\n"
          + "Transfer-Encoding: chunked\r\n";

  private static Socket open(String head) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String chunk = Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n";
    socket.getOutputStream().write(chunk.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String skipHead(BufferedReader in) throws IOException {
    String status = in.readLine();
    while (!in.readLine().isEmpty()) {
      // The headers are not looked at here.
    }
    return status;
  }

  /** The next line that is JSON; the sizes of chunks are none. */
  private static JsonNode json(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (!line.startsWith("{")) {
      line = in.readLine();
    }
    return new ObjectMapper().readTree(line);
  }

  private static String line(String id) {
    return "{\"type\":\"line.item\",\"id\":\"" + id + "\",\"data\":1}";
  }

  private static String structured(String id) {
    return "{\"specversion\":\"1.0\",\"source\":\"/s\"," + line(id).substring(1);
  }

  private static Answer lines(String body) {
    return gateway.send(
        "POST", "/v1/events", Map.of("Content-Type", TYPE), body.getBytes(StandardCharsets.UTF_8));
  }
}
