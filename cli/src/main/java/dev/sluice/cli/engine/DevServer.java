package dev.sluice.cli.engine;

import dev.sluice.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@code temporal server start-dev} of our own, with its database file and log in the data
 * folder.
 *
 * <p>A small shell stands between: it is in our process group, so that what kills the group kills
 * the server; and it reads a pipe that only this JVM holds, so that the server also ends when the
 * JVM alone was killed without a chance to say so.
 */
public final class DevServer implements Engine {

  private static final String WATCHER =
      """
      exec 3<&0
      "$@" </dev/null &
      server=$!
      echo "$server" >"$SLUICE_ENGINE_PID"
      trap 'kill "$server" 2>/dev/null' TERM INT HUP
      { cat >/dev/null; kill "$server" 2>/dev/null; } <&3 &
      watcher=$!
      exec 3<&-
      while kill -0 "$server" 2>/dev/null; do wait "$server"; done
      kill "$watcher" 2>/dev/null
      """;

  private static final int START_SECONDS = 30;
  private static final int STOP_SECONDS = 10;

  private final Process watcher;
  private final PidFile pidFile;
  private final Connection connection;
  private final URI ui;

  private DevServer(Process watcher, PidFile pidFile, Connection connection, URI ui) {
    this.watcher = watcher;
    this.pidFile = pidFile;
    this.connection = connection;
    this.ui = ui;
  }

  static DevServer start(Path program, Path data, String namespace) {
    var pidFile = new PidFile(data.resolve("temporal.pid"), Duration.ofSeconds(STOP_SECONDS));
    // Two servers on one database file would break it.
    pidFile.endLeftOver(program);

    int port = Ports.freeOr(7233);
    int uiPort = Ports.freeOr(8233);
    var log = data.resolve("temporal.log");
    var builder =
        new ProcessBuilder(commandLine(program, data, namespace, port, uiPort))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SLUICE_ENGINE_PID", pidFile.path().toString());
    var connection = Connection.local("127.0.0.1:" + port, namespace);
    try {
      var server =
          new DevServer(
              builder.start(), pidFile, connection, URI.create("http://127.0.0.1:" + uiPort));
      server.awaitReady(log);
      return server;
    } catch (IOException e) {
      throw new CommandFailure(
          "The Temporal dev server cannot be started: " + e.getMessage(),
          "Try `temporal server start-dev` by hand, or --engine in-process.");
    }
  }

  private static List<String> commandLine(
      Path program, Path data, String namespace, int port, int uiPort) {
    var line = new ArrayList<>(List.of("sh", "-c", WATCHER, "sluice-engine"));
    line.addAll(List.of(program.toString(), "server", "start-dev"));
    line.addAll(List.of("--ip", "127.0.0.1", "--port", "" + port, "--ui-port", "" + uiPort));
    line.addAll(List.of("--db-filename", data.resolve("temporal.db").toString()));
    line.addAll(List.of("--namespace", namespace, "--log-level", "error", "--color", "never"));
    for (var name : SearchAttributes.NAMES) {
      line.addAll(List.of("--search-attribute", name + "=Keyword"));
    }
    return line;
  }

  private void awaitReady(Path log) throws IOException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      while (!Probe.ready(connection)) {
        boolean ended = watcher.waitFor(100, TimeUnit.MILLISECONDS);
        if (ended || System.nanoTime() > giveUp) {
          close();
          throw new CommandFailure(
              "The Temporal dev server "
                  + (ended ? "ended at once." : "was not ready in " + START_SECONDS + " s."),
              "Its log is in " + log + ", last lines:\n" + tail(log));
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted while the Temporal dev server started.", "", e);
    }
  }

  private static String tail(Path log) throws IOException {
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  @Override
  public String kind() {
    return "dev-server";
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Optional<URI> ui() {
    return Optional.of(ui);
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  /** Ends the server and waits for it, so that its database file is closed when this returns. */
  @Override
  public void close() {
    try {
      watcher.getOutputStream().close();
      if (!watcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        pidFile.running().ifPresent(ProcessHandle::destroyForcibly);
        watcher.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the Temporal dev server's pipe cannot be closed", e);
    } catch (InterruptedException e) {
      pidFile.running().ifPresent(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
