package dev.sluice.gateway;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.dispatch.EngineConfig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Http;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway on the order example, over real HTTP, with its files in a folder of the test's.
 */
public final class TestGateway implements AutoCloseable {

  public static final URI SELF = URI.create("http://sluice.example");

  private final Gateway gateway;
  private final Http http;

  private TestGateway(Gateway gateway) {
    this.gateway = gateway;
    this.http = new Http(gateway.url(), gateway.port());
  }

  /** Without a Temporal. */
  public static TestGateway start(Path folder) {
    return start(folder, "127.0.0.1:1");
  }

  public static TestGateway start(Path folder, String temporal) {
    return start(folder, temporal, orderExample(), Clock.systemUTC());
  }

  /** Beside a Temporal UI, and itself behind {@link #SELF}. */
  public static TestGateway start(Path folder, String temporal, URI ui) {
    return start(folder, temporal, orderExample(), Clock.systemUTC(), ui.toString());
  }

  /** Without a Temporal, on a file of the test's own. */
  public static TestGateway start(Path folder, String yaml, Clock clock) {
    try {
      Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
      return start(folder, "127.0.0.1:1", config(file), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TestGateway start(Path folder, Config file) {
    return start(folder, "127.0.0.1:1", file, Clock.systemUTC());
  }

  private static TestGateway start(Path folder, String temporal, Config file, Clock clock) {
    return start(folder, temporal, file, clock, null);
  }

  private static TestGateway start(
      Path folder, String temporal, Config file, Clock clock, @Nullable String ui) {
    AboutInfo about =
        AboutInfo.of(
            "test",
            new AboutInfo.Temporal("in-process", "127.0.0.1:1", "default", ui),
            null,
            Instant.parse("2026-11-21T09:30:00Z"));
    GatewayConfig config =
        GatewayConfig.of(
                new Edge.Address("127.0.0.1", 0),
                file,
                "jdbc:sqlite:" + folder.resolve("sluice.db"),
                folder,
                engine(temporal, ui == null ? null : SELF),
                about)
            .withClock(clock);
    return new TestGateway(Gateway.start(config));
  }

  private static EngineConfig engine(String address, @Nullable URI self) {
    return new EngineConfig(
        WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(),
        WorkflowClientOptions.newBuilder().setNamespace("default").build(),
        false,
        self);
  }

  public static Config orderExample() {
    return config(Path.of("..", "examples", "order", "sluice.yaml"));
  }

  static Config config(Path file) {
    Loaded loaded = ConfigFile.load(file);
    if (loaded instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new IllegalStateException(file + " is refused: " + loaded);
  }

  public void reload() {
    gateway.reload();
  }

  public List<String> routes() {
    return gateway.routes();
  }

  public Http http() {
    return http;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
