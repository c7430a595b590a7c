package dev.sluice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code sluice gateway} alone, on one port and one data folder, however often it is killed. */
final class GatewayProcess implements AutoCloseable {

  private final Path folder;
  private final String temporal;
  private final int port;
  private final Http http;
  private Program program;

  private GatewayProcess(Path folder, String temporal, int port) {
    this.folder = folder;
    this.temporal = temporal;
    this.port = port;
    this.http = new Http("http://127.0.0.1:" + port);
    this.program = launch();
  }

  static GatewayProcess start(Path folder, String config, String temporal) throws IOException {
    Files.writeString(folder.resolve("sluice.yaml"), config);
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.close();
      return new GatewayProcess(folder, temporal, socket.getLocalPort());
    }
  }

  Http http() {
    return http;
  }

  void crashAndRestart() {
    program.kill9();
    program = launch();
  }

  /** How many bytes a file of it may have from now on: beyond, writing fails as on a full disk. */
  void limitFiles(String bytes) {
    program.limitFiles(bytes);
  }

  void awaitNothingWaits(Duration atMost) {
    await("no work waits")
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> http.metric("sluice_backlog"), waiting -> waiting == 0);
  }

  private Program launch() {
    var started =
        Program.sluice(
            folder.resolve("gateway.log"),
            Map.of("TEMPORAL_ADDRESS", temporal),
            List.of(
                "gateway",
                "--config",
                folder.resolve("sluice.yaml").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "" + port));
    await("the gateway is ready")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isReady(started));
    return started;
  }

  private boolean isReady(Program started) {
    if (!started.isAlive()) {
      throw new AssertionError("it ended at once:\n" + started.output());
    }
    try {
      return http.get("/health/ready").status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
