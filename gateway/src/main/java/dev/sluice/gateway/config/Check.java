package dev.sluice.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code sluice check FILE} says: every error and warning with its place, and a last word. */
public record Check(
    Path file, List<ConfigError> errors, List<ConfigError> warnings, String summary) {

  public static Check of(Path file) {
    Loaded loaded = ConfigFile.load(file);
    if (loaded instanceof Loaded.Refused refused) {
      return new Check(
          file,
          refused.errors(),
          refused.warnings(),
          "refused: " + count(refused.errors().size(), "error"));
    }
    Config config = ((Loaded.Ready) loaded).config();
    String good =
        "good: "
            + count(config.routes().routes().size(), "route")
            + ", "
            + count(config.schemas().types().size(), "type")
            + " with a schema";
    return new Check(file, List.of(), loaded.warnings(), good);
  }

  public boolean isGood() {
    return errors.isEmpty();
  }

  /** One finding a line, as compilers write them, so that editors find the place. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    errors.forEach(error -> lines.add(line("error", error)));
    warnings.forEach(warning -> lines.add(line("warning", warning)));
    lines.add(file + ": " + summary);
    return lines;
  }

  /** One error as a line. */
  public static String error(ConfigError error) {
    return line("error", error);
  }

  private static String line(String kind, ConfigError error) {
    return error.file()
        + ":"
        + error.line()
        + ":"
        + error.column()
        + ": "
        + kind
        + ": "
        + (error.path().isEmpty() ? "" : error.path() + ": ")
        + error.reason()
        + (error.suggestion() == null ? "" : " (" + error.suggestion() + ")");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
