package dev.sluice.cli.dev;

import dev.sluice.cli.Build;
import dev.sluice.cli.Output;
import dev.sluice.cli.engine.Engine;
import dev.sluice.cli.process.DataFolder;
import dev.sluice.gateway.config.Config;
import dev.sluice.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** What a person reads when everything is up: where it is, one thing to try, where to see it. */
record Banner(
    Engine engine, String gateway, Sandbox sandbox, DataFolder folder, Path file, Config config) {

  private static final String ORDER =
      """
        curl -s %s/v1/events -H 'Content-Type: application/json' -d '
          {"type": "order.placed", "data": {
             "orderId": "%s", "customer": {"id": "c-1", "email": "ada@example.org"},
             "items": [{"sku": "TEA-1", "quantity": 2, "unitPrice": "6.00"}],
             "currency": "EUR", "total": "12.00", "payment": {"method": "card", "token": "tok_ok"},
             "shipTo": {"name": "Ada", "lines": ["Invalidenstr. 1"], "postcode": "10115",
                        "city": "Berlin", "country": "DE"}}}'
      """;

  void print(Output output) {
    var connection = engine.connection();
    output.line("");
    output.line("Sluice " + Build.version());
    output.line("  gateway    " + gateway + "  (this machine only, no keys)");
    output.line("  console    " + gateway + "/console");
    output.line("  Temporal   " + connection.address() + "  (" + engine.kind() + ")");
    engine.ui().ifPresent(ui -> output.line("  its UI     " + ui));
    output.line("  inventory  " + sandbox.inventoryUrl());
    output.line("  payment    " + sandbox.paymentUrl());
    output.line("  shipping   " + sandbox.shippingUrl());
    output.line("  routes     " + file);
    output.line("  data, log  " + folder.path());
    for (var remark : engine.remarks()) {
      output.line("  !          " + remark);
    }
    if (takesOrders()) {
      tryAnOrder(output);
    }
    output.line("");
  }

  private boolean takesOrders() {
    return config.routes().routes().stream().anyMatch(route -> route.name().equals("order"));
  }

  private void tryAnOrder(Output output) {
    // A new id at every start, so that what is pasted is not a repeat.
    var id =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("MMdd-HHmmss"));
    output.line("");
    output.line("Place an order:");
    output.line("");
    output.line(ORDER.formatted(gateway, id).stripTrailing());
    output.line("");
    output.line("See it:");
    output.line("");
    output.line("  " + link("order-" + id));
  }

  private String link(String workflowId) {
    return engine
        .ui()
        .map(
            ui ->
                ui + "/namespaces/" + engine.connection().namespace() + "/workflows/" + workflowId)
        .orElse(gateway + "/console/runs/one?id=" + workflowId);
  }
}
