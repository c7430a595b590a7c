package dev.sluice.cli.engine;

import dev.sluice.cli.CommandFailure;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Which engine {@code sluice dev} uses; the words of its flag {@code --engine}. */
public enum EngineChoice {
  /** The configured server, else the dev server, else the one in this process. */
  auto,
  server,
  devServer,
  inProcess;

  /** The word on the command line and in {@code /v1/about}. */
  @Override
  public String toString() {
    return switch (this) {
      case auto, server -> name();
      case devServer -> "dev-server";
      case inProcess -> "in-process";
    };
  }

  /** From the word on the command line. */
  public static final class Words implements CommandLine.ITypeConverter<EngineChoice> {

    @Override
    public EngineChoice convert(String word) {
      return Arrays.stream(values())
          .filter(choice -> choice.toString().equals(word))
          .findFirst()
          .orElseThrow(
              () -> new CommandLine.TypeConversionException("is not one of " + List.of(values())));
    }
  }

  public Engine open(Map<String, String> environment, Path data) {
    return switch (this) {
      case auto -> firstThatIsThere(environment, data);
      case server ->
          Connection.configured(environment)
              .<Engine>map(Server::new)
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "No Temporal server is configured.",
                          "Set TEMPORAL_ADDRESS, or choose a profile with TEMPORAL_PROFILE."));
      case devServer ->
          program(environment)
              .map(program -> DevServer.start(program, data, Connection.namespace(environment)))
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "There is no `temporal` program on the PATH.",
                          "Install it (https://docs.temporal.io/cli/setup-cli), or use --engine"
                              + " in-process."));
      case inProcess -> InProcess.start(Connection.namespace(environment));
    };
  }

  private static Engine firstThatIsThere(Map<String, String> environment, Path data) {
    var configured = Connection.configured(environment);
    if (configured.isPresent()) {
      return new Server(configured.get());
    }
    var choice = program(environment).isPresent() ? devServer : inProcess;
    return choice.open(environment, data);
  }

  static Optional<Path> program(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "temporal"))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
