package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import dev.sluice.gateway.config.Check;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.edge.Edge;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a gateway listens and what it keeps: flags, then the environment. */
public final class GatewayFlags {

  @Option(
      names = "--host",
      defaultValue = "${env:SLUICE_HOST:-127.0.0.1}",
      description = "Where to listen. Default: SLUICE_HOST, else 127.0.0.1.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:SLUICE_PORT:-8080}",
      description = "Default: SLUICE_PORT, else 8080. 0 picks a free one.")
  private int port;

  @Option(
      names = "--data",
      defaultValue = "${env:SLUICE_DATA:-.sluice}",
      paramLabel = "DIR",
      description = "What must outlive the process. Default: SLUICE_DATA, else .sluice.")
  private Path data = Path.of("");

  @Option(
      names = "--database-url",
      defaultValue = "${env:SLUICE_DATABASE_URL}",
      paramLabel = "URL",
      description =
          "The journal. Default: SLUICE_DATABASE_URL, else journal.db in the data folder.")
  private @Nullable String databaseUrl;

  @Option(
      names = "--public-url",
      defaultValue = "${env:SLUICE_PUBLIC_URL}",
      paramLabel = "URL",
      description =
          "Where people reach this gateway, for links. Default: SLUICE_PUBLIC_URL, else host and"
              + " port.")
  private @Nullable URI publicUrl;

  public Edge.Address address() {
    return new Edge.Address(host, port);
  }

  /** For links in what people read; empty where no address is known that they could open. */
  public Optional<URI> publicUrl() {
    if (publicUrl != null && !publicUrl.toString().isBlank()) {
      return Optional.of(publicUrl);
    }
    var isAnyAddress = host.equals("0.0.0.0") || host.equals("::");
    return port == 0 || isAnyAddress
        ? Optional.empty()
        : Optional.of(URI.create("http://" + host + ":" + port));
  }

  public DataFolder openData() {
    return DataFolder.open(data);
  }

  public String database(DataFolder folder) {
    return database(folder.path());
  }

  /** Where the journal is or would be; makes nothing. */
  public String databaseUrl() {
    return database(data);
  }

  private String database(Path folder) {
    return databaseUrl == null || databaseUrl.isBlank()
        ? "jdbc:sqlite:" + folder.resolve("journal.db")
        : databaseUrl;
  }

  /** The file, compiled; a file with errors is said whole, with its lines. */
  public static Config load(Path file) {
    if (ConfigFile.load(file) instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new CommandFailure(
        "The configuration is refused.", String.join("\n", Check.of(file).lines()));
  }
}
