package dev.sluice.cli.engine;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where Temporal comes from. Who opened it closes it; closing stops only what opening started.
 * Which one is chosen says {@link EngineChoice}.
 */
public sealed interface Engine extends AutoCloseable permits Server, DevServer, InProcess {

  /** The word of {@code /v1/about}. */
  String kind();

  Connection connection();

  Optional<URI> ui();

  /** What a person at the terminal should know about this engine, if anything. */
  List<String> remarks();

  @Override
  void close();
}
