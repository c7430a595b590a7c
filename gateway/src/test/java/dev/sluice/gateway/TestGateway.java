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
import java.nio.file.Path;
import java.time.Instant;

/**
 * A whole gateway on the order example, over real HTTP, with its files in a folder of the test's.
 */
public final class TestGateway implements AutoCloseable {

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
    AboutInfo about =
        AboutInfo.of(
            "test",
            new AboutInfo.Temporal("in-process", "127.0.0.1:1", "default", null),
            null,
            Instant.parse("2026-11-21T09:30:00Z"));
    return new TestGateway(
        Gateway.start(
            GatewayConfig.of(
                new Edge.Address("127.0.0.1", 0),
                orderExample(),
                "jdbc:sqlite:" + folder.resolve("sluice.db"),
                folder,
                engine(temporal),
                about)));
  }

  private static EngineConfig engine(String address) {
    return new EngineConfig(
        WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(),
        WorkflowClientOptions.newBuilder().setNamespace("default").build(),
        false,
        null);
  }

  public static Config orderExample() {
    Path file = Path.of("..", "examples", "order", "sluice.yaml");
    if (ConfigFile.load(file) instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new IllegalStateException("The order example is refused");
  }

  public Http http() {
    return http;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
