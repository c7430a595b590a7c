package dev.sluice.gateway;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Access;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.SystemApi;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What a gateway is started with.
 *
 * @param address where to listen; port 0 picks a free one
 * @param database {@code jdbc:sqlite:FILE}
 * @param data the folder of what is not in the database: the key for content hashes
 * @param parts what else must be up before {@code /health/ready} says so
 * @param decisionPatience how long a decision waits for its run before it is answered by 202
 */
public record GatewayConfig(
    Edge.Address address,
    Config routes,
    String database,
    Path data,
    AboutInfo about,
    Access access,
    List<SystemApi.Part> parts,
    PrometheusMeterRegistry meters,
    Duration decisionPatience,
    Clock clock) {

  private static final Duration DECISION_PATIENCE = Duration.ofSeconds(5);

  /** On this machine only, with everything else as usual. */
  public static GatewayConfig of(
      int port, Config routes, String database, Path data, AboutInfo about) {
    return new GatewayConfig(
        new Edge.Address("127.0.0.1", port),
        routes,
        database,
        data,
        about,
        Access.thisMachineOnly(),
        List.of(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        DECISION_PATIENCE,
        Clock.systemUTC());
  }
}
