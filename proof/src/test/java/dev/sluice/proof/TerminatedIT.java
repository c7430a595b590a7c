package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
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
      temporal(dev, "terminate", order);

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

  @Test
  void aTerminatedOrderThatIsResetIsFollowedToItsEndAndNobodyIsAskedToUndoIt() {
    TemporalKind.devServer.orSkip();
    try (var dev = DevProcess.start(TemporalKind.devServer, folder)) {
      var order = Order.usual("reset").withPostcode("STUCK");
      var eid = dev.shop().place(order).body().path("eid").asText();
      dev.shop().awaitStep(order, "follow", "running");
      temporal(dev, "terminate", order);
      var id = order.workflowId() + ":ended";
      dev.shop().awaitTask(id);
      assertThat(status(dev, eid)).isEqualTo("terminated");

      temporal(dev, "reset", order, "--type", "LastWorkflowTask");
      await("the verdict to follow the run")
          .atMost(Shop.PATIENCE)
          .until(() -> status(dev, eid), "running"::equals);
      await("the task to close")
          .atMost(Shop.PATIENCE)
          .until(
              () -> dev.gateway().get("/v1/tasks/" + id).body().path("state").asText(),
              "expired"::equals);

      dev.shop().awaitStep(order, "follow", "running");
      dev.shop().cancel(order, "it took too long");
      assertThat(dev.shop().result(order).path("outcome").asText()).isEqualTo("cancelled");
      dev.shop()
          .ledgers()
          .assertNothingLeft(order, "reserve", "release", "authorise", "void", "book", "cancel");
      await("the verdict's end")
          .atMost(Shop.PATIENCE)
          .until(() -> status(dev, eid), "completed"::equals);
    }
  }

  private static String status(DevProcess dev, String eid) {
    return dev.shop().verdicts(eid).path(0).path("status").asText();
  }

  private void temporal(DevProcess dev, String verb, Order order, String... more) {
    var temporal = dev.gateway().get("/v1/about").body().path("temporal");
    var line =
        new ArrayList<>(
            List.of(
                "temporal",
                "workflow",
                verb,
                "--address",
                temporal.path("address").asText(),
                "--workflow-id",
                order.workflowId(),
                "--reason",
                "by an operator"));
    line.addAll(List.of(more));
    var program = Program.start(folder.resolve(verb + ".log"), Map.of(), line);
    assertThat(program.exitCode()).as(program::output).isZero();
  }
}
