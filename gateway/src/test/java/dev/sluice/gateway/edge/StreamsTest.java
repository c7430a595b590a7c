package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private final AtomicInteger looks = new AtomicInteger();
  private volatile int last = Integer.MAX_VALUE;
  private volatile boolean changing;
  private volatile Access access = Access.thisMachineOnly();
  private Streams streams;
  private Edge edge;
  private Http http;

  @BeforeEach
  void open() {
    var threads = Edge.threads();
    streams = new Streams(threads, SHORT, SHORT);
    edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            () -> access,
            threads,
            List.of(
                routes ->
                    routes.get(
                        "/stream", ctx -> streams.answer(ctx, "look", this::look), Role.read)));
    http = new Http(edge.url(), edge.port());
  }

  @AfterEach
  void close() {
    streams.close();
    edge.close();
  }

  private CompletableFuture<Streams.Look> look() {
    int now = looks.incrementAndGet();
    return CompletableFuture.completedFuture(
        new Streams.Look(IntNode.valueOf(changing ? now : 7), now >= last));
  }

  @Test
  void whatDoesNotChangeIsToldOnceAndTheEndEndsTheAnswer() {
    last = 10;
    String answer = http.get("/stream").body();
    assertThat(answer).startsWith("event: look\ndata: 7\n\n").endsWith("event: end\ndata: {}\n\n");
    assertThat(answer.split("data: 7", -1)).hasSize(2);
    assertThat(answer).contains(": still here");
    assertThat(streams.size()).isZero();
  }

  @Test
  void whoMayReadNoMoreIsToldNoMore() {
    changing = true;
    Access others = Access.keys(List.of(new Access.Key("k", "a-secret-of-others", Set.of())));
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> http.get("/stream").body());
    await().until(() -> looks.get() > 3);
    access = others;
    assertThat(answer.join()).contains("data: 3").doesNotContain("event: end");
    assertThat(streams.size()).isZero();
  }

  @Test
  void everyChangeIsTold() {
    last = 3;
    changing = true;
    assertThat(http.get("/stream").body())
        .isEqualTo(
            "event: look\ndata: 1\n\nevent: look\ndata: 2\n\nevent: look\ndata: 3\n\n"
                + "event: end\ndata: {}\n\n");
  }

  @Test
  void aClientThatGoesAwayIsNoticed() throws IOException {
    try (Socket client = connect()) {
      await().until(() -> streams.size() == 1);
      assertThat(client.isConnected()).isTrue();
    }
    await().until(() -> streams.size() == 0);
    int then = looks.get();
    assertThat(http.get("/nothing").status()).isEqualTo(404);
    assertThat(looks.get()).isEqualTo(then);
  }

  @Test
  void oneMoreThanTheMostIsRefused() throws IOException {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < Streams.MOST; i++) {
        clients.add(connect());
      }
      await().until(() -> streams.size() == Streams.MOST);
      Http.Answer refused = http.get("/stream");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers().get("Retry-After")).isNotEmpty();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.port());
    client
        .getOutputStream()
        .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
    return client;
  }
}
