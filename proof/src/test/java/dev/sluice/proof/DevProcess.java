package dev.sluice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code sluice dev} as a user runs it, on a data folder that survives it. */
final class DevProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Path data;
  private final List<String> arguments;
  private final Map<String, String> environment;
  private Program program;
  private Http gateway;

  private DevProcess(Path data, List<String> arguments, Map<String, String> environment) {
    this.data = data;
    this.arguments = arguments;
    this.environment = environment;
    this.program = launch();
    this.gateway = awaitReady();
  }

  static DevProcess start(TemporalKind engine, Path data, String... more) {
    return start(engine.toString(), Map.of(), data, more);
  }

  static DevProcess start(
      TemporalKind engine, Map<String, String> environment, Path data, String... more) {
    return start(engine.toString(), environment, data, more);
  }

  /** On a Temporal server that the test runs by itself. */
  static DevProcess startOn(String temporalAddress, Path data, String... more) {
    return start("server", Map.of("TEMPORAL_ADDRESS", temporalAddress), data, more);
  }

  private static DevProcess start(
      String engine, Map<String, String> environment, Path data, String... more) {
    var arguments =
        new ArrayList<>(
            List.of("dev", "--port", "0", "--engine", engine, "--data", data.toString()));
    arguments.addAll(List.of(more));
    return new DevProcess(data, List.copyOf(arguments), new TreeMap<>(environment));
  }

  Path data() {
    return data;
  }

  Http gateway() {
    return gateway;
  }

  Shop shop() {
    return new Shop(gateway, Ledgers.of(gateway.get("/v1/about").body().path("sandbox")));
  }

  String output() {
    return program.output();
  }

  Program program() {
    return program;
  }

  /** Kills all of it, the engine too, and starts it again on the same data. */
  void crashAndRestart() {
    program.kill9();
    restart();
  }

  void restart() {
    program = launch();
    gateway = awaitReady();
  }

  private Program launch() {
    try {
      // A killed run leaves the address of its own gateway behind.
      Files.deleteIfExists(address());
      Files.createDirectories(data);
      return Program.sluice(data.resolve("console.log"), environment, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Http awaitReady() {
    var found =
        await("sluice dev is ready")
            .atMost(START)
            .pollInterval(Duration.ofMillis(100))
            .until(this::ready, java.util.Optional::isPresent);
    return found.orElseThrow();
  }

  private java.util.Optional<Http> ready() throws IOException {
    if (!program.isAlive()) {
      throw new AssertionError("it ended at once:\n" + program.output());
    }
    if (!Files.exists(address())) {
      return java.util.Optional.empty();
    }
    var http = new Http(Files.readString(address()).strip());
    try {
      return http.get("/health/ready").status() == 200
          ? java.util.Optional.of(http)
          : java.util.Optional.empty();
    } catch (UncheckedIOException notYet) {
      return java.util.Optional.empty();
    }
  }

  /** Where dev says at which address its gateway answers. */
  private Path address() {
    return data.resolve("gateway.url");
  }

  @Override
  public void close() {
    program.close();
  }
}
