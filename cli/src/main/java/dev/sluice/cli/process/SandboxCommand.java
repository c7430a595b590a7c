package dev.sluice.cli.process;

import dev.sluice.cli.Logs;
import dev.sluice.cli.Output;
import dev.sluice.sandbox.Sandbox;
import dev.sluice.sandbox.SandboxConfig;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice sandbox}: the three pretend providers alone. */
@Command(
    name = "sandbox",
    description = "Run the pretend inventory, payment and shipping services.",
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Runnable {

  @Mixin private SandboxFlags flags = new SandboxFlags();
  @Mixin private LogFlag log = new LogFlag();
  @Mixin private Output output = new Output();

  @Option(
      names = "--host",
      defaultValue = "${env:SLUICE_HOST:-127.0.0.1}",
      description = "Where to listen. Default: 127.0.0.1. The sandbox asks for no key.")
  private String host = "";

  @Option(names = "--inventory-port", defaultValue = "8081", description = "Default: 8081.")
  private int inventoryPort;

  @Option(names = "--payment-port", defaultValue = "8082", description = "Default: 8082.")
  private int paymentPort;

  @Option(names = "--shipping-port", defaultValue = "8083", description = "Default: 8083.")
  private int shippingPort;

  @Option(
      names = "--data",
      defaultValue = "${env:SLUICE_DATA:-.sluice}",
      description = "The folder of the ledgers. Default: SLUICE_DATA, else .sluice.")
  private Path data = Path.of("");

  @Override
  public void run() {
    Logs.toStandardOutput(log.json());
    try (var parts = new Parts()) {
      var folder = parts.add("data folder", DataFolder.open(data.resolve("sandbox")));
      var sandbox =
          parts.add(
              "sandbox",
              Starting.on(
                  inventoryPort,
                  () ->
                      Sandbox.start(
                          SandboxConfig.in(folder.path())
                              .withHost(host)
                              .withPorts(inventoryPort, paymentPort, shippingPort)
                              .withFaults(flags.faults()))));
      output.line("inventory " + sandbox.inventoryUrl());
      output.line("payment   " + sandbox.paymentUrl());
      output.line("shipping  " + sandbox.shippingUrl());
      parts.awaitStop();
    }
  }
}
