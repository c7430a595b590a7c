package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proof.MixedEvents.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's files may not grow any more, under a gateway that runs; then they may again. */
class FullDiskIT {

  private static final int MOST = 2_000;

  @TempDir Path folder;

  private final Map<Sent, String> answered = new HashMap<>();
  private int number;

  @Test
  void nothingIsAcknowledgedThatDoesNotFitAndTheGatewayGoesOnByItselfWhenThereIsRoom()
      throws IOException {
    try (var gateway = GatewayProcess.start(folder, MixedEvents.CONFIG, "127.0.0.1:1")) {
      sendUntilRefused(gateway, 20);
      gateway.limitFiles("1048576");
      var refused = sendUntilRefused(gateway, MOST);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body().path("type").asText()).endsWith("journal-unavailable");
      assertThat(refused.body().path("detail").asText()).isNotEmpty();
      assertThat(refused.headers()).containsKey("Retry-After");
      // Where an event does not fit, the gateway's own small try may, until others have filled it
      // up.
      await("not ready")
          .until(
              () -> {
                send(gateway);
                return gateway.http().get("/health/ready").status() == 503;
              });
      assertThat(gateway.http().get("/health/live").status()).isEqualTo(200);
      int before = answered.size();

      gateway.limitFiles("unlimited");
      await("ready again, without a restart")
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.http().get("/health/ready").status() == 200);
      sendUntilRefused(gateway, 20);
      assertThat(answered).hasSize(before + 20);

      gateway.crashAndRestart();
      answered.forEach(
          (sent, eid) -> {
            var event = gateway.http().get("/v1/events/" + eid);
            assertThat(event.status()).as(sent.id()).isEqualTo(200);
            assertThat(event.body().path("id").asText()).isEqualTo(sent.id());
          });
    }
  }

  /** The answer that was no 202; the last one where all were. */
  private Http.Answer sendUntilRefused(GatewayProcess gateway, int atMost) {
    Http.Answer answer = send(gateway);
    for (int i = 1; i < atMost && answer.status() == 202; i++) {
      answer = send(gateway);
    }
    return answer;
  }

  private Http.Answer send(GatewayProcess gateway) {
    var key = "k" + number++;
    var event = new Sent("id-" + key, "nobody.cares", key + "-" + "x".repeat(3_000));
    var answer = gateway.http().post("/v1/events", "application/cloudevents+json", event.body());
    if (answer.status() == 202) {
      answered.put(event, answer.body().path("eid").asText());
    }
    return answer;
  }
}
