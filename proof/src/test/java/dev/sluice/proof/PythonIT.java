package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in Python, on the real dev server: the gateway needs to know no workflow's code. */
class PythonIT {

  private static final Path EXAMPLE =
      Path.of(System.getProperty("sluice.root", "..")).resolve("examples").resolve("python");

  @TempDir Path folder;

  @Test
  void aWorkflowInPythonIsStartedSignalledUpdatedAndAnswered() {
    TemporalKind.devServer.orSkip();
    var python = pythonOrSkip();
    try (var dev =
            DevProcess.start(
                TemporalKind.devServer,
                folder.resolve("data"),
                "--config",
                EXAMPLE.resolve("sluice.yaml").toString());
        var worker = worker(python, dev)) {
      await("the worker").atMost(Shop.PATIENCE).until(() -> worker.output().contains("runs"));
      var started = send(dev, "opened", "\"title\": \"The door sticks\"");
      assertThat(started.path("links").path("run").asText()).isEqualTo("/v1/runs/ticket-7");
      send(dev, "commented", "\"text\": \"Since Monday\"");
      send(dev, "commented", "\"text\": \"Still\"");
      var refused = send(dev, "assigned", "\"owner\": \"\"");
      send(dev, "assigned", "\"owner\": \"ann\"");
      send(dev, "resolved", "\"how\": \"oil\"");

      var task = dev.shop().awaitTask("ticket-7:close");
      assertThat(task.path("data").path("owner").asText()).isEqualTo("ann");
      var decided = dev.shop().decide("ticket-7:close", "close", "");
      assertThat(decided.status()).isEqualTo(200);
      assertThat(decided.body().path("state").asText()).isEqualTo("decided");

      var run =
          await("the end")
              .atMost(Shop.PATIENCE)
              .until(
                  () -> dev.gateway().get("/v1/runs/ticket-7").body(),
                  body -> body.path("status").asText().equals("completed"));
      var result = run.path("result");
      assertThat(result.path("owner").asText()).isEqualTo("ann");
      assertThat(result.path("comments").toString()).isEqualTo("[\"Since Monday\",\"Still\"]");
      assertThat(result.path("closed").asBoolean()).isTrue();
      assertThat(result.path("by").asText()).isEqualTo("local");
      assertThat(verdict(dev, refused).path("verdict").asText()).isEqualTo("dead");
      assertThat(verdict(dev, refused).toString()).contains("a ticket needs an owner");
    }
  }

  private static JsonNode send(DevProcess dev, String what, String data) {
    var answer =
        dev.gateway()
            .post(
                "/v1/events",
                "{\"type\": \"ticket."
                    + what
                    + "\", \"data\": {\"ticketId\": \"7\", "
                    + data
                    + "}}");
    assertThat(answer.status()).isEqualTo(202);
    return answer.body();
  }

  private static JsonNode verdict(DevProcess dev, JsonNode receipt) {
    var event = dev.gateway().get("/v1/events/" + receipt.path("eid").asText()).body();
    return event.path("verdicts").path(0);
  }

  private Program worker(Path python, DevProcess dev) {
    var about = dev.gateway().get("/v1/about").body();
    return Program.start(
        folder.resolve("worker.log"),
        Map.of(
            "TEMPORAL_ADDRESS",
            about.path("temporal").path("address").asText(),
            "SLUICE_GATEWAY_URL",
            dev.gateway().base()),
        List.of(python.toString(), EXAMPLE.resolve("worker.py").toAbsolutePath().toString()));
  }

  /** Python with what the example needs, in an environment of its own below target. */
  private Path pythonOrSkip() {
    var home = Path.of("target", "python").toAbsolutePath();
    var python = home.resolve("bin").resolve("python");
    var log = folder.resolve("pip.log");
    var requirements = EXAMPLE.resolve("requirements.txt").toString();
    var isThere =
        (Files.isExecutable(python) || runs(log, "python3", "-m", "venv", home.toString()))
            && runs(log, python.toString(), "-m", "pip", "install", "-q", "-r", requirements);
    return isThere ? python : notTested(log);
  }

  private static boolean runs(Path log, String... line) {
    try {
      return Program.start(log, Map.of(), List.of(line)).exitCode() == 0;
    } catch (UncheckedIOException noSuchProgram) {
      return false;
    }
  }

  private static Path notTested(Path log) {
    var line = "NOT TESTED with Python: there is no python3 with venv, or pip finds no temporalio";
    if ("1".equals(System.getenv("SLUICE_REQUIRE_SERVERS"))) {
      throw new AssertionError(line + "\n" + read(log));
    }
    System.err.println("\n*** " + line + " ***\n");
    return abort(line);
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
