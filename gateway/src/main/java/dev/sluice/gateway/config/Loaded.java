package dev.sluice.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a configuration file gave. A file with one error is refused whole, with all its errors. */
public sealed interface Loaded {

  List<ConfigError> warnings();

  /** What was read, or looked for: the file, the folder of its schemas, the files of secrets. */
  Set<Path> files();

  record Ready(Config config, List<ConfigError> warnings, Set<Path> files) implements Loaded {}

  record Refused(List<ConfigError> errors, List<ConfigError> warnings, Set<Path> files)
      implements Loaded {}
}
