package dev.sluice.cli.dev;

import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Logs;
import dev.sluice.cli.Output;
import dev.sluice.cli.engine.Engine;
import dev.sluice.cli.engine.EngineChoice;
import dev.sluice.cli.engine.Registration;
import dev.sluice.cli.engine.Server;
import dev.sluice.cli.process.DataFolder;
import dev.sluice.cli.process.GatewayFlags;
import dev.sluice.cli.process.GatewayStart;
import dev.sluice.cli.process.LogFlag;
import dev.sluice.cli.process.Parts;
import dev.sluice.cli.process.SandboxFlags;
import dev.sluice.cli.process.WorkerCommand;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.sandbox.Sandbox;
import dev.sluice.sandbox.SandboxConfig;
import dev.sluice.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice dev}: sandbox, Temporal, gateway and worker, in this order, in one process. */
@Command(
    name = "dev",
    description = "Run everything in one process, to try and to develop.",
    mixinStandardHelpOptions = true)
public final class DevCommand implements Runnable {

  private static final Duration WORKER_PATIENCE = Duration.ofSeconds(30);

  @Mixin private GatewayFlags flags = new GatewayFlags();
  @Mixin private SandboxFlags faults = new SandboxFlags();
  @Mixin private LogFlag log = new LogFlag();
  @Mixin private Output output = new Output();

  @Option(
      names = "--config",
      defaultValue = "${env:SLUICE_CONFIG}",
      paramLabel = "FILE",
      description = "Default: SLUICE_CONFIG, else the order example.")
  private @Nullable Path file;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      paramLabel = "KIND",
      converter = EngineChoice.Words.class,
      description =
          "Where Temporal comes from: server, dev-server, in-process. Default: auto, the first of"
              + " them that is there.")
  private EngineChoice choice = EngineChoice.auto;

  @Override
  public void run() {
    var startUp = new StartUp();
    var path = configFile();
    var config = GatewayFlags.load(path);
    startUp.has("configuration");
    try (var parts = new Parts()) {
      var folder = parts.add("data folder", flags.openData());
      Logs.toFile(folder.file("sluice.log"), log.json());
      var sandbox = parts.add("sandbox", sandbox(folder));
      startUp.has("sandbox");
      var engine = parts.add("Temporal", choice.open(System.getenv(), folder.path()));
      if (engine instanceof Server) {
        parts.add("search attributes", Registration.start(engine.connection()));
      }
      startUp.has("Temporal");
      var worker = new AtomicReference<@Nullable Worker>();
      var gateway = parts.add("gateway", gateway(config, folder, engine, sandbox, worker));
      startUp.has("gateway");
      var started = parts.add("worker", worker(path, engine, gateway, sandbox));
      worker.set(started);
      // The address is there from now on; that all is ready is said by /health/ready.
      parts.add("address", AddressFile.write(folder, gateway.url()));
      await(started, engine);
      startUp.has("worker");

      new Banner(engine, gateway.url(), sandbox, folder, path, config).print(output);
      output.line("Ready in " + startUp + ". Stop with Ctrl-C.");
      parts.awaitStop();
    }
  }

  private Path configFile() {
    if (file != null) {
      return file;
    }
    var home = System.getenv("SLUICE_HOME");
    if (home == null) {
      throw new CommandFailure(
          "There is no configuration.", "Name one with --config, or start ./sluice of a checkout.");
    }
    return Path.of(home, "examples", "order", "sluice.yaml");
  }

  private Sandbox sandbox(DataFolder folder) {
    return Sandbox.start(SandboxConfig.in(folder.file("sandbox")).withFaults(faults.faults()));
  }

  private Gateway gateway(
      Config config,
      DataFolder folder,
      Engine engine,
      Sandbox sandbox,
      AtomicReference<@Nullable Worker> worker) {
    var urls =
        new AboutInfo.Sandbox(sandbox.inventoryUrl(), sandbox.paymentUrl(), sandbox.shippingUrl());
    var workerIsThere =
        new SystemApi.Part(
            "worker",
            () -> {
              var started = worker.get();
              return started != null && started.isReady();
            });
    return new GatewayStart(flags, config, folder, engine).start(urls, List.of(workerIsThere));
  }

  /** A server of somebody else may be away: then events are kept and held, and that is said. */
  private void await(Worker worker, Engine engine) {
    try {
      if (!worker.awaitReady(WORKER_PATIENCE)) {
        output.line(
            "Temporal at "
                + engine.connection().address()
                + " does not answer: events are kept and held until it does.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Worker worker(Path config, Engine engine, Gateway gateway, Sandbox sandbox) {
    var settings = new TreeMap<>(System.getenv());
    settings.putIfAbsent("SLUICE_WORKER_PORT", "0");
    settings.putIfAbsent("SLUICE_SHUTDOWN_GRACE", "5s");
    settings.put("SLUICE_HOST", "127.0.0.1");
    settings.put("SLUICE_CONFIG", config.toString());
    settings.put("SLUICE_GATEWAY_URL", gateway.url());
    settings.put("SLUICE_INVENTORY_URL", sandbox.inventoryUrl());
    settings.put("SLUICE_PAYMENT_URL", sandbox.paymentUrl());
    settings.put("SLUICE_SHIPPING_URL", sandbox.shippingUrl());
    return WorkerCommand.start(WorkerCommand.checked(settings), engine.connection());
  }
}
