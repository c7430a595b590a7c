package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are meant to hurt: each is refused with a reason, soon, and without a stack trace. */
final class HostileYamlTest {

  @TempDir private Path folder;

  static Stream<Arguments> files() {
    StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      String before = "*" + (char) (c - 1);
      laughs.append(c).append(": &").append(c).append(" [");
      laughs.append(String.join(", ", java.util.Collections.nCopies(10, before))).append("]\n");
    }
    return Stream.of(
        Arguments.of("a billion laughs", laughs.toString(), 2, "aliases"),
        Arguments.of("itself", "routes: &r [*r]", 1, "aliases"),
        Arguments.of("brackets", "routes: " + "[".repeat(100_000), 1, "nested deeper"),
        Arguments.of("braces", "{a: ".repeat(100_000), 1, "nested deeper"),
        Arguments.of("indents", indents(), 41, "nested deeper"),
        Arguments.of("two documents", "routes: []\n---\nroutes: []", 2, "a second document"),
        Arguments.of("a tab", "routes:\n\t- name: a", 2, "not YAML"),
        Arguments.of("an open quote", "routes: 'a\n", 2, "not YAML"),
        Arguments.of("a class", "routes: !!javax.script.ScriptEngineManager []", 1, "tags (!name)"),
        Arguments.of("a reference", "routes: !Ref x", 1, "tags (!name)"),
        Arguments.of("a mapping as key", "? {a: b}\n: c", 1, "a key must be a plain word"),
        Arguments.of("a bell", "routes: \u0007", 1, "a character that YAML does not allow"),
        Arguments.of("a megabyte", "# " + "x".repeat(1 << 20), 1, "larger than 1 MiB"));
  }

  private static String indents() {
    StringBuilder text = new StringBuilder();
    for (int depth = 0; depth < 200; depth++) {
      text.append(" ".repeat(depth)).append("a:\n");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedWithAPlace(String name, String text, int line, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), text);
    Loaded loaded =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ConfigFile.load(file));
    List<ConfigError> errors = ((Loaded.Refused) loaded).errors();
    assertThat(errors)
        .anySatisfy(
            e -> {
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.reason()).contains(reason);
            });
  }
}
