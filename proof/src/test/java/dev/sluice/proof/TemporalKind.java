package dev.sluice.proof;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The engines that {@code sluice dev} can start by itself. */
enum TemporalKind {
  inProcess("in-process"),
  devServer("dev-server");

  private final String word;

  TemporalKind(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }

  /** Without the program the test is skipped, loudly; where servers are required, it fails. */
  TemporalKind orSkip() {
    if (this == inProcess || isInstalled()) {
      return this;
    }
    var line = "NOT TESTED on the Temporal dev server: there is no `temporal` on the PATH";
    if ("1".equals(System.getenv("SLUICE_REQUIRE_SERVERS"))) {
      throw new AssertionError(line);
    }
    System.err.println("\n*** " + line + " ***\n");
    return abort(line);
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "temporal")));
  }
}
