package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} of everything at once, and what a restart makes of it. */
class KilledIT {

  private static final int STREAMS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TemporalKind.class)
  void everyOrderThatWasAnsweredForEndsRightAndPaysOnce(TemporalKind engine) throws Exception {
    engine.orSkip();
    try (var dev = DevProcess.start(engine, folder)) {
      var answered = new ConcurrentLinkedQueue<Order>();
      var streams = Executors.newFixedThreadPool(STREAMS);
      for (int i = 0; i < STREAMS; i++) {
        var shop = dev.shop();
        streams.execute(() -> placeUntilItIsGone(shop, answered));
      }
      streams.shutdown();
      // In the middle of everything: some orders are done, some under way, some only kept.
      await("orders under way").atMost(Duration.ofSeconds(60)).until(() -> answered.size() > 60);
      dev.crashAndRestart();
      assertThat(streams.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

      var shop = dev.shop();
      for (var order : answered) {
        assertThat(shop.result(order).path("outcome").asText())
            .as(order.id())
            .isEqualTo("confirmed");
        shop.ledgers().assertConfirmed(order);
      }
    }
  }

  @Test
  void theDevServerEndsWithAKilledJvm() throws IOException {
    TemporalKind.devServer.orSkip();
    var dev = DevProcess.start(TemporalKind.devServer, folder);
    long server = Long.parseLong(Files.readString(folder.resolve("temporal.pid")).strip());
    assertThat(ProcessHandle.of(server)).isPresent();

    dev.program().kill9Alone();

    await("the dev server's end")
        .atMost(Duration.ofSeconds(15))
        .until(() -> ProcessHandle.of(server).filter(ProcessHandle::isAlive).isEmpty());
    // And the next start does not trip over what is left.
    dev.restart();
    dev.close();
    assertThat(dev.program().exitCode()).as("ended by SIGTERM, not by us").isEqualTo(143);
  }

  private static void placeUntilItIsGone(Shop shop, Queue<Order> answered) {
    try {
      while (answered.size() < 5_000) {
        var order = Order.usual("stream");
        shop.place(order);
        answered.add(order);
      }
    } catch (UncheckedIOException killed) {
      // No answer, no promise: that order may or may not be there.
    }
  }
}
