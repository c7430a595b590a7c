package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Logs;
import dev.sluice.cli.Output;
import dev.sluice.cli.engine.Connection;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.risk.BadConfiguration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice worker}: runs workflows and activities. */
@Command(
    name = "worker",
    description = "Run a worker. Its flags may be given as SLUICE_* variables too.",
    mixinStandardHelpOptions = true)
public final class WorkerCommand implements Runnable {

  @Mixin private LogFlag log = new LogFlag();
  @Mixin private Output output = new Output();

  @Option(names = "--gateway-url", description = "SLUICE_GATEWAY_URL, http://127.0.0.1:8080.")
  private @Nullable String gatewayUrl;

  @Option(names = "--inventory-url", description = "SLUICE_INVENTORY_URL.")
  private @Nullable String inventoryUrl;

  @Option(names = "--payment-url", description = "SLUICE_PAYMENT_URL.")
  private @Nullable String paymentUrl;

  @Option(names = "--shipping-url", description = "SLUICE_SHIPPING_URL.")
  private @Nullable String shippingUrl;

  @Option(names = "--notice-url", description = "SLUICE_NOTICE_URL; without it nobody is told.")
  private @Nullable String noticeUrl;

  @Option(
      names = "--config",
      description = "SLUICE_CONFIG: where the risk rules and the keys of payloads are.")
  private @Nullable String config;

  @Option(names = "--host", description = "SLUICE_HOST of metrics and health, 127.0.0.1.")
  private @Nullable String host;

  @Option(names = "--port", description = "SLUICE_WORKER_PORT of metrics and health, 9464.")
  private @Nullable String port;

  @Override
  public void run() {
    var connection = Connection.orLocal(System.getenv());
    var settings = checked(settings());
    Logs.toStandardOutput(log.json());
    try (var parts = new Parts()) {
      var worker =
          parts.add("worker", Starting.on(settings.port(), () -> start(settings, connection)));
      output.line("worker of " + connection.address() + ", metrics " + worker.statusAddress());
      parts.awaitStop();
    }
  }

  /** Settings by their SLUICE_* names, checked. */
  public static WorkerConfig checked(Map<String, String> settings) {
    try {
      return WorkerConfig.from(settings);
    } catch (BadConfiguration e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), "See: sluice worker --help");
    }
  }

  /** A configuration that the worker cannot use is said in its words, with its place. */
  public static Worker start(WorkerConfig settings, Connection connection) {
    try {
      return Worker.start(settings, connection.stubs(), connection.client());
    } catch (BadConfiguration e) {
      throw new CommandFailure(
          "The configuration is refused.\n  " + e.getMessage(), "See: sluice check FILE");
    }
  }

  private Map<String, String> settings() {
    var settings = new TreeMap<>(System.getenv());
    put(settings, "SLUICE_GATEWAY_URL", gatewayUrl);
    put(settings, "SLUICE_INVENTORY_URL", inventoryUrl);
    put(settings, "SLUICE_PAYMENT_URL", paymentUrl);
    put(settings, "SLUICE_SHIPPING_URL", shippingUrl);
    put(settings, "SLUICE_NOTICE_URL", noticeUrl);
    put(settings, "SLUICE_CONFIG", config);
    put(settings, "SLUICE_HOST", host);
    put(settings, "SLUICE_WORKER_PORT", port);
    return settings;
  }

  private static void put(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }
}
