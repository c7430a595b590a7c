package dev.sluice.worker.risk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One value of a YAML file that knows its place. Immutable. */
final class Yaml {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

  private final Path file;
  private final Node node;
  private final String path;

  Yaml(Path file, Node node, String path) {
    this.file = file;
    this.node = node;
    this.path = path;
  }

  /** The whole file. */
  static Yaml root(Path file) {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setLabel(file.toString()).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
      return new Yaml(
          file, root.orElseThrow(() -> new BadConfiguration(file + ": the file is empty")), "");
    } catch (IOException e) {
      throw new BadConfiguration(file + " cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      throw new BadConfiguration(file + " is not YAML: " + e.getMessage());
    }
  }

  BadConfiguration bad(String reason) {
    String place =
        node.getStartMark()
            .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
            .orElse("");
    return new BadConfiguration(
        file + place + ": " + (path.isEmpty() ? "the file" : path) + ": " + reason);
  }

  Yaml required(String key) {
    return optional(key).orElseThrow(() -> bad("\"" + key + "\" is missing"));
  }

  Optional<Yaml> optional(String key) {
    if (!(node instanceof MappingNode mapping)) {
      throw bad("must be a mapping");
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
        String at = path.isEmpty() ? key : path + "." + key;
        return Optional.of(new Yaml(file, entry.getValueNode(), at));
      }
    }
    return Optional.empty();
  }

  List<String> keys() {
    if (!(node instanceof MappingNode mapping)) {
      throw bad("must be a mapping");
    }
    return mapping.getValue().stream()
        .map(NodeTuple::getKeyNode)
        .filter(ScalarNode.class::isInstance)
        .map(key -> ((ScalarNode) key).getValue())
        .toList();
  }

  Stream<Yaml> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw bad("must be a list");
    }
    return IntStream.range(0, sequence.getValue().size())
        .mapToObj(i -> new Yaml(file, sequence.getValue().get(i), path + "[" + i + "]"));
  }

  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw bad("must be a text");
  }

  int count() {
    if (!text().matches("[1-9]\\d{0,2}")) {
      throw bad("\"" + text() + "\" is not a number such as 2");
    }
    return Integer.parseInt(text());
  }

  Duration duration() {
    Matcher duration = DURATION.matcher(text());
    if (!duration.matches()) {
      throw bad("\"" + text() + "\" is not a duration such as 90s, 5m, 12h, 30d");
    }
    long amount = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
