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
 * @param healingPause how long after one round the inbox is held against its runs again
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
    Duration healingPause,
    Clock clock) {

  private static final Duration DECISION_PATIENCE = Duration.ofSeconds(5);
  private static final Duration HEALING_PAUSE = Duration.ofSeconds(30);

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
        HEALING_PAUSE,
        Clock.systemUTC());
  }

  public GatewayConfig withParts(List<SystemApi.Part> others) {
    return new GatewayConfig(
        address,
        file,
        database,
        data,
        engine,
        about,
        others,
        meters,
        decisionPatience,
        healingPause,
        clock);
  }

  GatewayConfig withClock(Clock other) {
    return new GatewayConfig(
        address,
        file,
        database,
        data,
        engine,
        about,
        parts,
        meters,
        decisionPatience,
        healingPause,
        other);
  }

  public GatewayConfig withDecisionPatience(Duration patience) {
    return new GatewayConfig(
        address, file, database, data, engine, about, parts, meters, patience, healingPause, clock);
  }

  public GatewayConfig withHealingPause(Duration pause) {
    return new GatewayConfig(
        address,
        file,
        database,
        data,
        engine,
        about,
        parts,
        meters,
        decisionPatience,
        pause,
        clock);
  }
}
