package dev.sluice.cli.engine;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A Temporal server that somebody else runs: compose, a cluster, Temporal Cloud. */
public record Server(Connection connection) implements Engine {

  @Override
  public String kind() {
    return "server";
  }

  @Override
  public Optional<URI> ui() {
    return Optional.empty();
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public void close() {
    // It runs on: it is not ours.
  }
}
