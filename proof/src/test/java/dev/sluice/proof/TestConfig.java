package dev.sluice.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The order example with a review that does not take a quarter of an hour. */
final class TestConfig {

  private static final Path EXAMPLE =
      Path.of(System.getProperty("sluice.root", ".."), "examples", "order");

  private TestConfig() {}

  /** Writes it into the folder, with a review {@code within} a time such as {@code 8s}. */
  static Path in(Path folder, String within) throws IOException {
    var example = Files.readString(EXAMPLE.resolve("sluice.yaml"));
    var text =
        example
            .replaceAll("within: *[0-9a-z]+", "within: " + within)
            .replaceAll("remind: *\\[[^]]*]", "remind: []")
            .replaceAll("schemas: *\\S+", "schemas: " + EXAMPLE.resolve("schemas").toRealPath());
    var file = folder.resolve("sluice.yaml");
    Files.writeString(file, text);
    return file;
  }
}
