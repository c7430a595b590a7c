package dev.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder {@code shared/cases} beside the project, or beside one of the folders above it. */
public final class SharedCases {

  private SharedCases() {}

  public static Path folder(String name) {
    Optional<Path> folder =
        Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
            .map(path -> path.resolve("shared/cases").resolve(name))
            .filter(Files::exists)
            .findFirst();
    if ("1".equals(System.getenv("SLUICE_REQUIRE_SERVERS"))) {
      assertThat(folder).as("shared/cases/%s beside the project", name).isPresent();
    }
    assumeTrue(folder.isPresent(), "SKIPPED: no shared/cases/" + name);
    return folder.get();
  }
}
