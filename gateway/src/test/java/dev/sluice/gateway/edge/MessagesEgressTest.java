package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where people are told at an address that is not public. */
class MessagesEgressTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static String yaml(MockWebServer server, String egress) {
    return """
        messages:
          slack: {url: 'file:slack'}
          webhook: {url: 'http://127.0.0.1:%d/hook', secret: 'file:secret'}
        %s
        routes:
          - {name: r, on: x, publish: {type: y}}
        """
        .formatted(server.getPort(), egress);
  }

  @Test
  void nothingIsConnectedUntilTheAddressIsAllowed() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start(InetAddress.getLoopbackAddress(), 0);
      server.enqueue(new MockResponse.Builder().code(200).build());
      server.enqueue(new MockResponse.Builder().code(200).build());
      Files.writeString(
          folder.resolve("slack"), "http://127.0.0.1:" + server.getPort() + "/services/T0/B0/x");
      Files.writeString(folder.resolve("secret"), "whsec_c2VjcmV0LW9mLXRoZS1yZWNlaXZlcg==");
      try (TestGateway gateway = TestGateway.start(folder, yaml(server, ""), Clock.systemUTC())) {
        ask(gateway);
        await().atMost(LONG).until(() -> messages(gateway).findValues("error").size() == 2);
        assertThat(messages(gateway).findValuesAsText("channel"))
            .containsExactlyInAnyOrder("slack", "webhook");
        assertThat(messages(gateway).findValuesAsText("error"))
            .containsOnly(
                "refused: 127.0.0.1 is no public address: if it is meant, name it under egress.allow");
        assertThat(messages(gateway).findValuesAsText("state")).containsOnly("waiting");
        assertThat(server.getRequestCount()).isZero();

        allow(gateway, server);
        await()
            .atMost(LONG)
            .until(
                () -> messages(gateway).findValuesAsText("state").equals(List.of("sent", "sent")));
        assertThat(List.of(received(server), received(server)))
            .extracting(each -> each.getUrl().encodedPath())
            .containsExactlyInAnyOrder("/hook", "/services/T0/B0/x");
      }
    }
  }

  private void allow(TestGateway gateway, MockWebServer server) throws IOException {
    Files.writeString(folder.resolve("sluice.yaml"), yaml(server, "egress: {allow: [127.0.0.1]}"));
    gateway.reload();
  }

  private static RecordedRequest received(MockWebServer server) throws InterruptedException {
    RecordedRequest request =
        Objects.requireNonNull(server.takeRequest(10, TimeUnit.SECONDS), "nothing came");
    assertThat(request.getConnectionIndex()).as("none was made before").isLessThan(2);
    return request;
  }

  private static void ask(TestGateway gateway) {
    String task =
        """
        {"id": "order-1:review", "workflowId": "order-1", "state": "open", "question": "May it go on?",
         "data": {}, "choices": ["approve", "reject"], "tier": "role:clerk"}
        """;
    assertThat(gateway.http().put("/v1/tasks/order-1:review", task).status()).isEqualTo(200);
  }

  private static JsonNode messages(TestGateway gateway) {
    return gateway.http().get("/v1/messages").json().path("items");
  }
}
