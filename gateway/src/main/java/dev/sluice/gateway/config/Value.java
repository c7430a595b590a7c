package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Compiled;
import dev.sluice.gateway.route.Expression;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.route.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the file while it is read. Each reading gives the value, or nothing once the reason
 * is among the findings. For one thread.
 */
final class Value {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,10}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");
  private static final int LONGEST_NAME = 200;

  private final Findings findings;
  private final String path;
  private final Node node;

  Value(Findings findings, String path, Node node) {
    this.findings = findings;
    this.path = path;
    this.node = node;
  }

  <T> Optional<T> refuse(String reason, @Nullable String suggestion) {
    findings.error(node, path, reason, suggestion);
    return Optional.empty();
  }

  void warn(String reason, @Nullable String suggestion) {
    findings.warning(node, path, reason, suggestion);
  }

  int line() {
    return Findings.line(node);
  }

  Optional<Section> section() {
    return node instanceof MappingNode mapping
        ? Optional.of(new Section(findings, path, mapping))
        : refuse("must be a mapping of keys", null);
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  Optional<List<Value>> list() {
    if (!(node instanceof SequenceNode sequence)) {
      return refuse("must be a list", null);
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(findings, path + "[" + items.size() + "]", item));
    }
    return Optional.of(items);
  }

  /** As text that is the same for the same content, however it is laid out. */
  String plain() {
    StringBuilder plain = new StringBuilder();
    plain(node, plain);
    return plain.toString();
  }

  private static void plain(Node node, StringBuilder to) {
    if (node instanceof MappingNode mapping) {
      to.append('{');
      for (NodeTuple tuple : mapping.getValue()) {
        plain(tuple.getKeyNode(), to);
        plain(tuple.getValueNode(), to.append(':'));
      }
      to.append('}');
    } else if (node instanceof SequenceNode sequence) {
      to.append('[');
      sequence.getValue().forEach(item -> plain(item, to.append(',')));
      to.append(']');
    } else if (node instanceof ScalarNode scalar) {
      to.append(scalar.getValue().length()).append('|').append(scalar.getValue());
    }
  }

  void secrets(Set<String> names, SecretReader reader) {
    if (node instanceof MappingNode) {
      section().ifPresent(section -> section.secrets(names, reader));
    } else if (isList()) {
      list().ifPresent(items -> items.forEach(item -> item.secrets(names, reader)));
    }
  }

  /** This value, or the items of this list. */
  void eachScalar(Consumer<Value> reader) {
    if (isList()) {
      list().ifPresent(items -> items.forEach(reader));
    } else {
      reader.accept(this);
    }
  }

  /** A string that is not blank. */
  Optional<String> text() {
    if (!(node instanceof ScalarNode scalar)) {
      return refuse("must be text", null);
    }
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL) || scalar.getValue().isBlank()) {
      return refuse("is empty", null);
    }
    if (!tag.equals(Tag.STR)) {
      return refuse("must be text", "put quotes around it: \"" + scalar.getValue() + "\"");
    }
    return Optional.of(scalar.getValue());
  }

  /** A name that Temporal takes: no control characters, and not too long. */
  Optional<String> name() {
    return text()
        .flatMap(
            name -> {
              if (name.length() > LONGEST_NAME) {
                return refuse("is longer than " + LONGEST_NAME + " characters", null);
              }
              return name.chars().anyMatch(Character::isISOControl)
                  ? refuse("has a control character", null)
                  : Optional.of(name);
            });
  }

  Optional<String> oneOf(Collection<String> words) {
    return text()
        .flatMap(
            word ->
                words.contains(word)
                    ? Optional.of(word)
                    : refuse(
                        "'" + word + "' is not known here", "one of: " + String.join(", ", words)));
  }

  Optional<Integer> number(int least, int most) {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (!WHOLE.matcher(text).matches()
        || Long.parseLong(text) < least
        || Long.parseLong(text) > most) {
      return refuse("must be a whole number from " + least + " to " + most, null);
    }
    return Optional.of(Integer.parseInt(text));
  }

  Optional<Double> decimal(double least, double most) {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (!DECIMAL.matcher(text).matches()
        || Double.parseDouble(text) < least
        || Double.parseDouble(text) > most) {
      return refuse("must be a number from %s to %s".formatted(least, most), null);
    }
    return Optional.of(Double.parseDouble(text));
  }

  Optional<Boolean> truth() {
    boolean isTruth = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL);
    return isTruth
        ? Optional.of(((ScalarNode) node).getValue().equalsIgnoreCase("true"))
        : refuse("must be true or false", null);
  }

  Optional<Duration> duration() {
    return text().flatMap(text -> duration(text));
  }

  Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return refuse("'" + text + "' is not a duration", "as in 300s, 5m, 12h, 30d");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.isZero()) {
      return refuse("a duration must be longer than nothing", null);
    }
    return duration.compareTo(Duration.ofDays(36_500)) > 0
        ? refuse("is longer than 100 years", null)
        : Optional.of(duration);
  }

  Optional<Expression> expression(Expressions language, Expressions.Wanted wanted) {
    return compiled(source -> language.compile(source, wanted));
  }

  Optional<Template> template(Expressions language) {
    return compiled(source -> Template.parse(source, language));
  }

  /** A scalar of any type, read as its own text: {@code true} and {@code 1} are expressions too. */
  <T> Optional<T> compiled(Function<String, Compiled<T>> compiler) {
    if (!(node instanceof ScalarNode scalar)) {
      return refuse(
          "must be one text, not a " + (isList() ? "list" : "mapping"), "put quotes around it");
    }
    if (scalar.getValue().isBlank()) {
      return refuse("is empty", null);
    }
    Compiled<T> compiled = compiler.apply(scalar.getValue());
    if (compiled instanceof Compiled.Ok<T> ok) {
      return Optional.of(ok.value());
    }
    if (compiled instanceof Compiled.Bad<T> bad) {
      bad.faults().forEach(fault -> findings.fault(scalar, path, fault));
    }
    return Optional.empty();
  }
}
