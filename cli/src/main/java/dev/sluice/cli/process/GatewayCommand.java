package dev.sluice.cli.process;

import dev.sluice.cli.Logs;
import dev.sluice.cli.Output;
import dev.sluice.cli.engine.Connection;
import dev.sluice.cli.engine.Server;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice gateway}: takes events in, keeps them, starts workflows. */
@Command(name = "gateway", description = "Run the gateway.", mixinStandardHelpOptions = true)
public final class GatewayCommand implements Runnable {

  @Mixin private GatewayFlags flags = new GatewayFlags();
  @Mixin private LogFlag log = new LogFlag();
  @Mixin private Output output = new Output();

  @Option(
      names = "--config",
      defaultValue = "${env:SLUICE_CONFIG:-sluice.yaml}",
      paramLabel = "FILE",
      description = "Default: SLUICE_CONFIG, else sluice.yaml.")
  private Path file = Path.of("");

  @Override
  public void run() {
    var engine = new Server(Connection.orLocal(System.getenv()));
    var config = GatewayFlags.load(file);
    Logs.toStandardOutput(log.json());
    try (var parts = new Parts()) {
      var folder = parts.add("data folder", flags.openData());
      var start = new GatewayStart(flags, config, folder, engine);
      var gateway = parts.add("gateway", start.start(null, List.of()));
      output.line("gateway " + gateway.url() + ", Temporal " + engine.connection().address());
      parts.awaitStop();
    }
  }
}
