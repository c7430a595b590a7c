package dev.sluice.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  @TempDir Path data;

  @Test
  void withoutServerAndProgramItRunsInProcess() {
    try (var engine = EngineChoice.auto.open(environment(""), data)) {
      assertThat(engine).isInstanceOf(InProcess.class);
      assertThat(engine.kind()).isEqualTo("in-process");
      assertThat(engine.ui()).isEmpty();
      assertThat(engine.remarks()).isNotEmpty();
      assertThat(Probe.problem(engine.connection())).isEmpty();
    }
  }

  @Test
  void theConfiguredServerComesFirst() {
    var environment = environment("/usr/bin");
    environment.put("TEMPORAL_ADDRESS", "127.0.0.1:1");

    try (var engine = EngineChoice.auto.open(environment, data)) {
      assertThat(engine).isInstanceOf(Server.class);
      assertThat(Probe.problem(engine.connection()))
          .hasValueSatisfying(problem -> assertThat(problem).contains("UNAVAILABLE"));
    }
  }

  @Test
  void askedForAServerItWantsOne() {
    assertThatThrownBy(() -> EngineChoice.server.open(environment(""), data))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("No Temporal server");
  }

  @Test
  void theDevServerHasOurSearchAttributesAndEndsWhenClosed() {
    var environment = environment(System.getenv("PATH"));
    assumeTrue(EngineChoice.program(environment).isPresent(), "no `temporal` on the PATH");

    var engine = EngineChoice.auto.open(environment, data);
    var connection = engine.connection();
    try (engine) {
      assertThat(engine.kind()).isEqualTo("dev-server");
      assertThat(engine.ui()).isPresent();
      assertThat(SearchAttributes.missing(connection)).isEmpty();
    }

    assertThat(Probe.problem(connection)).isPresent();
    assertThat(pidFile().running()).isEmpty();
  }

  @Test
  void aDevServerThatAKilledRunLeftBehindIsEndedFirst() throws IOException {
    // A stand-in that does not end by itself, under the program's name.
    var left = new ProcessBuilder("/bin/sleep", "600").start();
    Files.writeString(data.resolve("temporal.pid"), left.pid() + "\n");

    pidFile().endLeftOver(Path.of("/bin/sleep"));

    await().atMost(Duration.ofSeconds(5)).until(() -> !left.isAlive());
  }

  @Test
  void anotherProcessUnderAnOldIdIsLeftAlone() throws IOException {
    var other = new ProcessBuilder("/bin/sleep", "600").start();
    try {
      Files.writeString(data.resolve("temporal.pid"), other.pid() + "\n");

      pidFile().endLeftOver(Path.of("/usr/bin/temporal"));

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private PidFile pidFile() {
    return new PidFile(data.resolve("temporal.pid"), Duration.ofMillis(100));
  }

  private Map<String, String> environment(String path) {
    var environment = new java.util.TreeMap<String, String>();
    environment.put("PATH", path);
    environment.put("TEMPORAL_CONFIG_FILE", data.resolve("none.toml").toString());
    return environment;
  }
}
