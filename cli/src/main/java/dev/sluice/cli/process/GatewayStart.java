package dev.sluice.cli.process;

import dev.sluice.cli.Build;
import dev.sluice.cli.engine.Engine;
import dev.sluice.cli.engine.InProcess;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.GatewayConfig;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.dispatch.EngineConfig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.SystemApi;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a gateway from flags, configuration and engine, in dev as in production. */
public record GatewayStart(GatewayFlags flags, Config config, DataFolder folder, Engine engine) {

  /**
   * @param sandbox the pretend providers, where this process runs them
   * @param parts what else must be up before it counts as ready
   */
  public Gateway start(AboutInfo.@Nullable Sandbox sandbox, List<SystemApi.Part> parts) {
    var address = flags.address();
    return Starting.on(address.port(), () -> Gateway.start(settings(sandbox, parts)));
  }

  private GatewayConfig settings(AboutInfo.@Nullable Sandbox sandbox, List<SystemApi.Part> parts) {
    var connection = engine.connection();
    var temporal =
        new AboutInfo.Temporal(
            engine.kind(),
            connection.address(),
            connection.namespace(),
            engine.ui().map(URI::toString).orElse(null));
    var about = AboutInfo.of(Build.version(), temporal, sandbox, Instant.now());
    return GatewayConfig.of(
            flags.address(),
            config,
            flags.database(folder),
            folder.path(),
            new EngineConfig(
                connection.stubs(),
                connection.client(),
                engine instanceof InProcess,
                flags.publicUrl().orElse(null)),
            flags.publicUrl().map(about::reachedAt).orElse(about))
        .withParts(parts);
  }
}
