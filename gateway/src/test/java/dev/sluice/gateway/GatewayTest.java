package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

  @TempDir private Path folder;

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
