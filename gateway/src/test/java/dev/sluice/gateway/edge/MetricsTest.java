package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

  private static final Path PAGE = Path.of("../docs/reference/metrics.md");

  @Test
  void thePageListsWhatTheCodeMeasuresAndNothingElse() throws IOException {
    Set<String> measured = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> measured.addAll(names("\"(sluice\\.[a-z.]+)\"", file)));
    }

    assertThat(names("(?m)^\\| `(sluice\\.[a-z.]+)`", PAGE)).isEqualTo(measured);
  }

  @Test
  void whatIsRefusedIsCountedByItsType(@TempDir Path folder) {
    try (TestGateway gateway = TestGateway.start(folder)) {
      Http http = gateway.http();
      assertThat(http.post("/v1/events", "{").status()).isEqualTo(400);
      assertThat(http.get("/v1/runs/nope").status()).isEqualTo(404);
      assertThat(http.get("/v1/about").status()).isEqualTo(200);

      String metrics = http.get("/metrics").body();
      assertThat(metrics)
          .contains("sluice_requests_refused_total{type=\"malformed-json\"} 1.0")
          .contains("sluice_requests_refused_total{type=\"no-such-run\"} 1.0")
          .contains("sluice_dispatch_inflight_limit")
          .contains("jvm_memory_used_bytes{area=\"heap\"")
          .contains("process_cpu_usage");
      assertThat(metrics.lines().filter(line -> line.startsWith("sluice_requests_refused")))
          .hasSize(2);
    }
  }

  private static Set<String> names(String pattern, Path file) {
    try {
      return Pattern.compile(pattern)
          .matcher(Files.readString(file))
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
