package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Compiled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What was found wrong while one file is read, in the end sorted by place. For one thread. */
final class Findings {

  private static final Comparator<ConfigError> BY_PLACE =
      Comparator.comparing(ConfigError::file)
          .thenComparing(ConfigError::line)
          .thenComparing(ConfigError::column);

  private final Path file;
  private final List<ConfigError> errors = new ArrayList<>();
  private final List<ConfigError> warnings = new ArrayList<>();

  Findings(Path file) {
    this.file = file;
  }

  List<ConfigError> errors() {
    return errors.stream().sorted(BY_PLACE).toList();
  }

  List<ConfigError> warnings() {
    return warnings.stream().sorted(BY_PLACE).toList();
  }

  boolean isClean() {
    return errors.isEmpty();
  }

  void error(Node at, String path, String reason, @Nullable String suggestion) {
    errors.add(finding(at, path, reason, suggestion));
  }

  void error(Path other, int line, int column, String path, String reason) {
    errors.add(new ConfigError(other, line, column, path, reason, null));
  }

  void warning(Path other, int line, int column, String path, String reason) {
    warnings.add(new ConfigError(other, line, column, path, reason, null));
  }

  void error(int line, int column, String reason, @Nullable String suggestion) {
    errors.add(new ConfigError(file, line, column, "", reason, suggestion));
  }

  void warning(Node at, String path, String reason, @Nullable String suggestion) {
    warnings.add(finding(at, path, reason, suggestion));
  }

  private ConfigError finding(Node at, String path, String reason, @Nullable String suggestion) {
    return new ConfigError(file, line(at), column(at), path, reason, suggestion);
  }

  /** A fault inside a scalar, at its own place where the file's text tells where that is. */
  void fault(ScalarNode at, String path, Compiled.Fault fault) {
    int line = line(at);
    int column = column(at);
    if (at.getScalarStyle() == ScalarStyle.LITERAL) {
      line += 1 + fault.line();
      column = 1;
    } else if (isOnOneLine(at)) {
      column += fault.column() + (at.isPlain() ? 0 : 1);
    }
    errors.add(new ConfigError(file, line, column, path, fault.reason(), fault.suggestion()));
  }

  private static boolean isOnOneLine(Node node) {
    Optional<Integer> start = node.getStartMark().map(Mark::getLine);
    return start.isPresent() && start.equals(node.getEndMark().map(Mark::getLine));
  }

  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
