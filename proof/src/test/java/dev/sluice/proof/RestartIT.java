package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    var task = "/v1/tasks/" + order.workflowId() + ":review";
    await("the question that nobody asks any more is closed")
        .until(() -> dev.gateway().get(task).body().path("state").asText().equals("expired"));
  }

  @Test
  void aDecisionHoldsAndACancelAfterTheRestartDoesToo() {
    var order = Order.usual("decided").withUnitPrice("500.00").withPostcode("STUCK");
    dev.shop().place(order);
    var task = dev.shop().awaitTask(order.workflowId() + ":review").path("id").asText();
    assertThat(dev.shop().decide(task, "approve", "known").status()).isEqualTo(200);
    dev.shop().awaitStep(order, "follow", "running");
    dev.crashAndRestart();

    dev.shop().awaitStep(order, "follow", "running");
    dev.shop().cancel(order, "too slow");
    assertOutcome(order, "cancelled");
    dev.shop()
        .ledgers()
        .assertNothingLeft(order, "reserve", "release", "authorise", "void", "book", "cancel");
  }

  @Test
  void aCancelByHandHoldsToo() {
    var order = Order.usual("by-hand").withPostcode("STUCK");
    dev.shop().place(order);
    dev.shop().awaitStep(order, "follow", "running");
    var path = "/v1/runs/" + order.workflowId() + "/cancel";
    assertThat(dev.gateway().post(path, "{\"reason\": \"too slow\"}").status()).isEqualTo(202);
    dev.crashAndRestart();

    // Temporal's own cancel: its SDK closes the run as cancelled, whatever the run returns.
    dev.shop().awaitRun(order, run -> run.path("status").asText().equals("cancelled"));
    dev.shop()
        .ledgers()
        .assertNothingLeft(order, "reserve", "release", "authorise", "void", "book", "cancel");
  }

  private void assertOutcome(Order order, String expected) {
    var result = dev.shop().result(order);
    assertThat(result.path("outcome").asText()).as(result::toPrettyString).isEqualTo(expected);
  }
}
