package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whatWouldLetEverybodyInStartsNothing() {
    GatewayConfig open =
        GatewayConfig.of(
            new Edge.Address("0.0.0.0", 0),
            TestGateway.orderExample(),
            "jdbc:sqlite:" + folder.resolve("sluice.db"),
            folder,
            Rig.config("127.0.0.1:1", false),
            AboutInfo.of(
                "test",
                new AboutInfo.Temporal("server", "127.0.0.1:1", "default", null),
                null,
                Instant.EPOCH));

    assertThatThrownBy(() -> Gateway.start(open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("access");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whoWaitsForARunIsAnsweredWhenTheGatewayStops() {
    TestGateway gateway = TestGateway.start(folder);
    Http http = gateway.http();
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 10)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> waiting(http, "wait-" + i), threads))
            .toList();
    await().until(() -> http.get("/v1/events?type=order.placed").json().get("items").size() == 10);
    long begun = System.nanoTime();
    gateway.close();

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.join().status()).isEqualTo(202);
      assertThat(answer.join().json().at("/verdicts/0/verdict").asText()).isEqualTo("held");
      assertThat(answer.join().headers().get("Preference-Applied")).isEqualTo("wait=25");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  private static Answer waiting(Http http, String order) {
    return http.send(
        "POST",
        "/v1/events",
        Map.of("Content-Type", "application/json", "Prefer", "wait=25"),
        Orders.placed(order).getBytes(StandardCharsets.UTF_8));
  }

  /** Javalin goes round for ever on a request that Jetty has taken back. */
  @Test
  void whoStillListensHoldsUpNoStop() throws IOException {
    TestGateway gateway = TestGateway.start(folder);
    Http http = gateway.http();
    assertThat(http.post("/v1/events", Orders.placed("1")).status()).isEqualTo(202);
    URI url = http.uri("/v1/runs/order-1/stream");
    try (Socket listening = new Socket(url.getHost(), url.getPort())) {
      String request =
          "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
      listening.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader told =
          new BufferedReader(
              new InputStreamReader(listening.getInputStream(), StandardCharsets.UTF_8));
      await().until(() -> String.valueOf(told.readLine()).startsWith("event: run"));

      assertTimeoutPreemptively(Duration.ofSeconds(20), gateway::close);
    }
  }
}
