package dev.sluice.gateway.config;

import java.util.List;

/** What a configuration file gave. A file with one error is refused whole, with all its errors. */
public sealed interface Loaded {

  List<ConfigError> warnings();

  record Ready(Config config, List<ConfigError> warnings) implements Loaded {}

  record Refused(List<ConfigError> errors, List<ConfigError> warnings) implements Loaded {}
}
