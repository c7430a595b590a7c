package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Records histories with {@code sluice histories fetch} when {@code -Dsluice.record=DIR} is given.
 */
final class Recorder {

  private final String folder;
  private final Map<String, String> temporal;
  private final Path log;

  private Recorder(String folder, Map<String, String> temporal, Path log) {
    this.folder = folder;
    this.temporal = temporal;
    this.log = log;
  }

  /**
   * Only a real server's histories are kept: the in-process one writes them a little differently.
   */
  static Recorder of(Http gateway, Path folder) {
    var temporal = gateway.get("/v1/about").body().path("temporal");
    boolean real = !temporal.path("kind").asText().equals("in-process");
    return new Recorder(
        real ? System.getProperty("sluice.record", "") : "",
        Map.of("TEMPORAL_ADDRESS", temporal.path("address").asText()),
        folder.resolve("record.log"));
  }

  void record(String ending, Order order) {
    record(ending, order.workflowId());
  }

  void record(String ending, String workflowId) {
    if (folder.isEmpty()) {
      return;
    }
    var fetch =
        Program.sluice(
            log,
            temporal,
            List.of(
                "histories",
                "fetch",
                "--workflow-id",
                workflowId,
                "--name",
                ending,
                "--out",
                folder));
    assertThat(fetch.exitCode()).as(fetch::output).isZero();
  }
}
