package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of everything while the engine is the in-process one, whose memory is gone then:
 * what was said to an order before still holds after the restart, and nothing is left over.
 */
class RestartIT {

  @TempDir Path folder;

  private DevProcess dev;

  @BeforeEach
  void start() {
    dev = DevProcess.start(TemporalKind.inProcess, folder);
  }

  @AfterEach
  void stop() {
    dev.close();
  }

  @Test
  void aCancelledOrderWhoseParcelIsStuckIsUndone() {
    var order = Order.usual("stuck").withPostcode("STUCK");
    dev.shop().place(order);
    dev.shop().awaitStep(order, "follow", "running");
    dev.shop().cancel(order, "too slow");
    dev.crashAndRestart();

    assertOutcome(order, "cancelled");
    dev.shop()
        .ledgers()
        .assertNothingLeft(order, "reserve", "release", "authorise", "void", "book", "cancel");
  }

  @Test
  void aCancelledOrderThatWaitedForItsReviewIsUndone() {
    var order = Order.usual("reviewed").withUnitPrice("500.00");
    dev.shop().place(order);
    dev.shop().awaitTask(order.workflowId() + ":review");
    dev.shop().cancel(order, "changed my mind");
    dev.crashAndRestart();

    assertOutcome(order, "cancelled");
    dev.shop().ledgers().assertNothingLeft(order, "reserve", "release");
  }

  private void assertOutcome(Order order, String expected) {
    var result = dev.shop().result(order);
    assertThat(result.path("outcome").asText()).as(result::toPrettyString).isEqualTo(expected);
  }
}
