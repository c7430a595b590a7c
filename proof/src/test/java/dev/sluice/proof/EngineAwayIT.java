package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal goes away and comes back, as somebody else's server does. */
class EngineAwayIT {

  @TempDir Path folder;

  @Test
  void eventsAreKeptWhileTemporalIsAwayAndDrainWhenItIsBack() throws IOException {
    try (var temporal = TemporalServer.startOrSkip(folder)) {
      try (var dev = DevProcess.startOn(temporal.address(), folder.resolve("data"))) {
        var shop = dev.shop();
        var before = Order.usual("before");
        shop.place(before);
        assertThat(shop.result(before).path("outcome").asText()).isEqualTo("confirmed");

        temporal.kill9();
        var away = new ArrayList<Order>();
        var eids = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
          var order = Order.usual("away");
          eids.add(shop.place(order).body().path("eid").asText());
          away.add(order);
        }
        for (var eid : eids) {
          await("held")
              .atMost(Duration.ofSeconds(30))
              .until(
                  () -> shop.verdicts(eid).toString(),
                  verdicts ->
                      verdicts.contains("\"held\"") && verdicts.contains("engine unavailable"));
        }
        assertThat(dev.gateway().get("/health/live").status()).isEqualTo(200);

        temporal.restart();
        for (var order : away) {
          assertThat(shop.result(order).path("outcome").asText()).isEqualTo("confirmed");
          shop.ledgers().assertConfirmed(order);
        }
      }
    }
  }
}
