package dev.sluice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Temporal server that is nobody's child: it goes away and comes back on the same database. */
final class TemporalServer implements AutoCloseable {

  private final Path folder;
  private final int port;
  private Program program;

  private TemporalServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.program = launch();
  }

  /** Skips the test, loudly, where there is no {@code temporal} on the PATH. */
  static TemporalServer startOrSkip(Path folder) throws IOException {
    TemporalKind.devServer.orSkip();
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new TemporalServer(folder, socket.getLocalPort());
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** As an operator would, before the first event. */
  void registerSearchAttributes() {
    await("sluice doctor --fix")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Program.sluice(
                            folder.resolve("doctor.log"),
                            Map.of("TEMPORAL_ADDRESS", address()),
                            List.of("doctor", "--fix"))
                        .exitCode()
                    == 0);
  }

  void kill9() {
    program.kill9();
  }

  void restart() {
    program = launch();
  }

  private Program launch() {
    return Program.start(
        folder.resolve("temporal.log"),
        Map.of(),
        List.of(
            "temporal",
            "server",
            "start-dev",
            "--headless",
            "--ip",
            "127.0.0.1",
            "--port",
            "" + port,
            "--log-level",
            "never",
            "--db-filename",
            folder.resolve("temporal.db").toString()));
  }

  @Override
  public void close() {
    program.kill9();
  }
}
