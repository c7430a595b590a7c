package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A {@code sluice.yaml} in a folder of the test's, and what reading it says. */
final class SluiceYaml {

  /** All that a file must have. */
  static final String ROUTES =
      """
      routes:
        - name: a
          on: a.b
          start: {workflow: W, taskQueue: q, id: "a-${event.id}"}
      """;

  private final Supplier<Path> folder;
  private final Map<String, String> environment;

  /** The folder is asked for late: JUnit makes it when this is there already. */
  SluiceYaml(Supplier<Path> folder) {
    this(folder, Map.of());
  }

  SluiceYaml(Supplier<Path> folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** A file with one route, which has these lines besides its name and type. */
  static String route(String lines) {
    return "routes:\n  - name: a\n    on: a.b\n" + lines.indent(4);
  }

  /** A file with one route that starts, with these lines besides what a start must have. */
  static String start(String lines) {
    return route("start:\n  workflow: W\n  taskQueue: q\n  id: a-${event.id}\n" + lines.indent(2));
  }

  Path file() {
    return folder.get().resolve("sluice.yaml");
  }

  Path write(String text) {
    return beside("sluice.yaml", text);
  }

  Path beside(String name, String text) {
    try {
      return Files.writeString(folder.get().resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Loaded load(String text) {
    return ConfigFile.load(write(text), name -> Optional.ofNullable(environment.get(name)));
  }

  Config good(String text) {
    Loaded loaded = load(text);
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    return ((Loaded.Ready) loaded).config();
  }

  List<ConfigError> errors(String text) {
    return load(text) instanceof Loaded.Refused refused ? refused.errors() : List.of();
  }

  /** The errors, as {@link #place} says them. */
  List<String> places(String text) {
    return errors(text).stream().map(SluiceYaml::place).toList();
  }

  static String place(ConfigError e) {
    return e.line() + ":" + e.column() + " " + e.path() + ": " + text(e);
  }

  static String text(ConfigError e) {
    return e.reason() + (e.suggestion() == null ? "" : " (" + e.suggestion() + ")");
  }
}
