package dev.sluice.gateway.dispatch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The real dev server, as a process that can be killed and started again on its database. */
public final class TemporalProcess implements AutoCloseable {

  private final String program;
  private final Path folder;
  private final int port;
  private final List<String> searchAttributes;
  private Process process;

  private TemporalProcess(String program, Path folder, List<String> searchAttributes)
      throws IOException {
    this.program = program;
    this.folder = folder;
    this.searchAttributes = searchAttributes;
    try (ServerSocket socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
    this.process = launch();
  }

  /** Skips the test, loudly, where there is no server; fails it where there has to be one. */
  public static TemporalProcess start(Path folder, String... searchAttributes) throws IOException {
    Optional<String> program =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(entry -> new File(entry, "temporal"))
            .filter(File::canExecute)
            .map(File::getPath)
            .findFirst();
    if (program.isEmpty()) {
      String missing = "There is no `temporal` on the PATH: tests of the real server are skipped";
      System.err.println("**** " + missing);
      if ("1".equals(System.getenv("SLUICE_REQUIRE_SERVERS"))) {
        throw new AssertionError(missing + ", and SLUICE_REQUIRE_SERVERS=1");
      }
    }
    assumeTrue(program.isPresent());
    TemporalProcess started = new TemporalProcess(program.get(), folder, List.of(searchAttributes));
    started.awaitReady();
    return started;
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  void startAgain() throws IOException {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--db-filename",
                folder.resolve("temporal.db").toString(),
                "--log-level",
                "error"));
    searchAttributes.forEach(name -> command.addAll(List.of("--search-attribute", name)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("temporal.log").toFile())
        .start();
  }

  private void awaitReady() {
    try (Engine engine = Engine.connect(Rig.config(address(), false))) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.check("") instanceof Reply.Done);
    }
  }
}
