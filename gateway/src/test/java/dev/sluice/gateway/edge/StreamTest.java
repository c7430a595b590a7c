package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/stream} and the tree of causes, over real HTTP and without a Temporal. */
@Timeout(60)
class StreamTest {

  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).build();

  @TempDir Path folder;
  @RegisterExtension final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void eventsAndChangesOfVerdictsAreToldOnceAndInOrder() throws IOException {
    String first = dead("one");
    List<Message> all = read("", "0-0", message -> message.data().contains(first));
    assertThat(all).extracting(Message::event).containsExactly("event");

    discard(first);
    String second = dead("two");
    List<Message> rest = read("", last(all), message -> message.data().contains(second));
    assertThat(rest).extracting(Message::event).containsExactly("verdict", "event");
    assertThat(rest.get(0).data()).contains(first).contains("discarded");
  }

  @Test
  void whoComesBackAfterARestartGoesOnWhereItWas() throws IOException {
    String first = dead("one");
    List<Message> all = read("", "0-0", message -> message.data().contains(first));
    gateway.restart();
    String second = dead("two");

    List<Message> rest = read("", last(all), message -> true);
    assertThat(rest).hasSize(1);
    assertThat(rest.get(0).data()).contains(second);
  }

  @Test
  void onlyWhatIsAskedForIsTold() throws IOException {
    gateway.post("/v1/events", "{\"type\":\"other.thing\"}");
    String wanted = dead("one");
    List<Message> told = read("?type=order.*&route=order", "0-0", message -> true);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).data()).contains(wanted);
  }

  @Test
  void aStreamWithoutAnIdBeginsNow() throws IOException {
    dead("one");
    List<Message> told = new ArrayList<>();
    Request request = new Request.Builder().url(gateway.url() + "/v1/stream").build();
    try (var response = CLIENT.newCall(request).execute();
        var lines = new BufferedReader(response.body().charStream())) {
      assertThat(lines.readLine()).startsWith("id: ");
      String second = dead("two");
      read(lines, told, message -> true);
      assertThat(told.get(0).data()).contains(second);
    }
  }

  @Test
  void anIdThatIsNotOfTheStreamIsRefused() {
    Request request =
        new Request.Builder()
            .url(gateway.url() + "/v1/stream")
            .header("Last-Event-ID", "yesterday")
            .build();
    assertThat(gateway.call(request).problem()).isEqualTo("bad-last-event-id");
    Request ahead = request.newBuilder().header("Last-Event-ID", "5-0").build();
    assertThat(gateway.call(ahead).problem()).isEqualTo("bad-last-event-id");
    assertThat(gateway.get("/v1/stream?kind=x").problem()).isEqualTo("bad-parameter");
  }

  /** One waits for news, and ends as answers end; one does not read, so that a write never ends. */
  @Test
  void openStreamsHoldUpNoStop() throws IOException {
    Request request = new Request.Builder().url(gateway.url() + "/v1/stream?type=none").build();
    try (var response = CLIENT.newCall(request).execute();
        var lines = new BufferedReader(response.body().charStream());
        Socket deaf = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      assertThat(lines.readLine()).startsWith("id: ");
      deaf.getOutputStream()
          .write(
              "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0-0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String large = "{\"type\":\"other.thing\",\"data\":\"" + "x".repeat(900_000) + "\"}";
      for (int i = 0; i < 20; i++) {
        gateway.post("/v1/events", large);
      }
      awaitStandstill(deaf);
      Instant before = Instant.now();
      gateway.close();
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(lines.lines()).noneMatch(line -> line.startsWith("data: "));
    }
  }

  /** Nothing more arrives at who does not read: what is written to it waits at the sender. */
  private static void awaitStandstill(Socket deaf) {
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              int arrived = deaf.getInputStream().available();
              return arrived > 10_000 && arrived == before.getAndSet(arrived);
            });
  }

  @Test
  void whatWasCausedStandsUnderItsCause() {
    String root = dead("root");
    String child = caused(root, root, "child");
    caused(child, root, "grandchild");
    caused("not-of-ours", root, "orphan");

    JsonNode tree = gateway.get("/v1/events?tree=true&correlation=" + root).json();
    assertThat(tree.get("complete").asBoolean()).isTrue();
    assertThat(tree.get("items")).hasSize(2);
    assertThat(tree.at("/items/0/eid").asText()).isEqualTo(root);
    assertThat(tree.at("/items/0/caused/0/id").asText()).isEqualTo("child");
    assertThat(tree.at("/items/0/caused/0/caused/0/id").asText()).isEqualTo("grandchild");
    assertThat(tree.at("/items/1/id").asText()).isEqualTo("orphan");
    assertThat(gateway.get("/v1/events?tree=true").problem()).isEqualTo("bad-parameter");
    assertThat(gateway.get("/v1/events?tree=true&type=a&correlation=" + root).problem())
        .isEqualTo("bad-parameter");
  }

  @Test
  void largeEventsMakeShorterAnswers() {
    String large =
        "{\"type\":\"other.thing\",\"correlationid\":\"c\",\"data\":\""
            + "x".repeat(900_000)
            + "\"}";
    for (int i = 0; i < 12; i++) {
      assertThat(gateway.post("/v1/events", large).status()).isEqualTo(202);
    }
    JsonNode tree = gateway.get("/v1/events?tree=true&correlation=c").json();
    assertThat(tree.get("complete").asBoolean()).isFalse();
    assertThat(tree.get("items")).hasSize(10);

    JsonNode page = gateway.get("/v1/events?limit=500").json();
    assertThat(page.get("items")).hasSize(10);
    JsonNode rest = gateway.get("/v1/events?limit=500&cursor=" + page.get("next").asText()).json();
    assertThat(rest.get("items")).hasSize(2);
    assertThat(rest.get("next").isTextual()).isFalse();
  }

  /** A writer of JSON ends at a depth of 1,000, and so do its readers. */
  @Test
  void aLongChainOfCausesIsNoDeeperThanWhatCanBeRead() {
    String root = dead("root");
    String cause = root;
    for (int i = 0; i < 600; i++) {
      cause = caused(cause, root, "link-" + i);
    }
    JsonNode tree = gateway.get("/v1/events?tree=true&correlation=" + root).json();
    assertThat(tree.get("items")).hasSize(10);
    assertThat(tree.findValuesAsText("eid")).isNotEmpty();
  }

  private String caused(String cause, String correlation, String id) {
    return gateway
        .post(
            "/v1/events",
            "{\"type\":\"other.thing\",\"id\":\"%s\",\"causationid\":\"%s\",\"correlationid\":\"%s\"}"
                .formatted(id, cause, correlation))
        .json()
        .get("eid")
        .asText();
  }

  private record Message(String event, String id, String data) {}

  private static String last(List<Message> messages) {
    return messages.get(messages.size() - 1).id();
  }

  /** Until there is one such; then the reader goes away. */
  private List<Message> read(String query, String lastId, Predicate<Message> enough)
      throws IOException {
    List<Message> messages = new ArrayList<>();
    Request request =
        new Request.Builder()
            .url(gateway.url() + "/v1/stream" + query)
            .header("Last-Event-ID", lastId)
            .build();
    try (var response = CLIENT.newCall(request).execute();
        var lines = new BufferedReader(response.body().charStream())) {
      read(lines, messages, enough);
    }
    return messages;
  }

  private static void read(BufferedReader lines, List<Message> messages, Predicate<Message> enough)
      throws IOException {
    String event = "";
    String id = "";
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        Message message = new Message(event, id, line.substring(6));
        messages.add(message);
        if (enough.test(message)) {
          return;
        }
      }
    }
  }

  /** No start may have an id as a new attempt has. */
  private String dead(String orderId) {
    return gateway.post("/v1/events", Orders.placed(orderId + "~2")).json().get("eid").asText();
  }

  private void discard(String eid) {
    gateway.post("/v1/dead-letters/" + eid + ":order/discard", "{\"reason\":\"a test\"}");
  }
}
