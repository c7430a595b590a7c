package dev.sluice.gateway;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.dispatch.EngineConfig;
import dev.sluice.gateway.edge.AboutInfo;
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
 * @param file the configuration file, compiled
 * @param database {@code jdbc:sqlite:FILE}
 * @param data the folder of what is not in the database: the key for content hashes
 * @param engine how to reach Temporal
 * @param parts what else must be up before {@code /health/ready} says so
 * @param decisionPatience how long a decision waits for its run before it is answered by 202
 */
public record GatewayConfig(
    Edge.Address address,
    Config file,
    String database,
    Path data,
    EngineConfig engine,
    AboutInfo about,
    List<SystemApi.Part> parts,
    PrometheusMeterRegistry meters,
    Duration decisionPatience,
    Clock clock) {

  private static final Duration DECISION_PATIENCE = Duration.ofSeconds(5);

  public static GatewayConfig of(
      Edge.Address address,
      Config file,
      String database,
      Path data,
      EngineConfig engine,
      AboutInfo about) {
    return new GatewayConfig(
        address,
        file,
        database,
        data,
        engine,
        about,
        List.of(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        DECISION_PATIENCE,
        Clock.systemUTC());
  }

  public GatewayConfig withParts(List<SystemApi.Part> others) {
    return new GatewayConfig(
        address, file, database, data, engine, about, others, meters, decisionPatience, clock);
  }

  GatewayConfig withClock(Clock other) {
    return new GatewayConfig(
        address, file, database, data, engine, about, parts, meters, decisionPatience, other);
  }

  public GatewayConfig withDecisionPatience(Duration patience) {
    return new GatewayConfig(
        address, file, database, data, engine, about, parts, meters, patience, clock);
  }
}
