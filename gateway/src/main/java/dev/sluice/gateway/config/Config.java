package dev.sluice.gateway.config;

import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.schema.SchemaCheck;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A configuration file that was found good: everything in it is compiled and can be used at once.
 */
public record Config(Path file, RouteTable routes, SchemaCheck schemas, Retention retention) {

  /** How long events are kept, and how long an identity stays claimed. */
  public record Retention(Duration events, Duration identity) {

    static final Retention DEFAULT = new Retention(Duration.ofDays(90), Duration.ofDays(30));
  }
}
