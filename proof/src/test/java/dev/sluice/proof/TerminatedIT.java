package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator terminates an order on the real dev server: its code runs no more. */
class TerminatedIT {

  @TempDir Path folder;

  @Test
  void aTerminatedOrderBecomesATaskWithItsLedger() {
    TemporalKind.devServer.orSkip();
    try (var dev = DevProcess.start(TemporalKind.devServer, folder)) {
      var order = Order.usual("terminated").withPostcode("STUCK");
      dev.shop().place(order);
      dev.shop().awaitStep(order, "follow", "running");
      terminate(dev, order);

      var id = order.workflowId() + ":ended";
      var task =
          await("the task")
              .atMost(Shop.PATIENCE)
              .until(
                  () -> dev.gateway().get("/v1/tasks/" + id).body(),
                  body -> body.path("data").has("ledger"));
      assertThat(task.path("state").asText()).isEqualTo("open");
      assertThat(task.path("data").path("status").asText()).isEqualTo("terminated");
      assertThat(task.path("data").path("ledger").findValuesAsText("activity"))
          .contains("inventory.reserve", "payment.authorise", "shipping.book");
      assertThat(dev.shop().decide(id, "settle", "").status()).isEqualTo(422);
      var settled = dev.shop().decide(id, "settle", "cancelled at the carrier, money released");
      assertThat(settled.status()).isEqualTo(200);
      assertThat(settled.body().path("state").asText()).isEqualTo("decided");
      assertThat(dev.shop().decide(id, "settle", "again").status()).isEqualTo(409);
    }
  }

  private void terminate(DevProcess dev, Order order) {
    var temporal = dev.gateway().get("/v1/about").body().path("temporal");
    var line =
        List.of(
            "temporal",
            "workflow",
            "terminate",
            "--address",
            temporal.path("address").asText(),
            "--workflow-id",
            order.workflowId(),
            "--reason",
            "by an operator");
    var program = Program.start(folder.resolve("terminate.log"), Map.of(), line);
    assertThat(program.exitCode()).as(program::output).isZero();
  }
}
