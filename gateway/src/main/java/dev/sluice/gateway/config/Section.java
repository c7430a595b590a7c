package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of the file while it is read: each key that exists is asked for once, and what nobody
 * asked for is an error in the end. For one thread.
 */
final class Section {

  private record Entry(ScalarNode key, Value value) {}

  private final Findings findings;
  private final String path;
  private final MappingNode node;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  Section(Findings findings, String path, MappingNode node) {
    this.findings = findings;
    this.path = path;
    this.node = node;
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        add(key, tuple.getValueNode());
      } else {
        findings.error(tuple.getKeyNode(), path, "a key must be a plain word", null);
      }
    }
  }

  private void add(ScalarNode key, Node value) {
    String name = key.getValue();
    Entry first = entries.get(name);
    if (first != null) {
      findings.error(
          key,
          pathOf(name),
          "'" + name + "' is there twice, first on line " + Findings.line(first.key),
          null);
      return;
    }
    entries.put(name, new Entry(key, new Value(findings, pathOf(name), value)));
  }

  void refuse(String reason, @Nullable String suggestion) {
    findings.error(node, path, reason, suggestion);
  }

  void warn(String reason, @Nullable String suggestion) {
    findings.warning(node, path, reason, suggestion);
  }

  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  boolean hasAny(String... keys) {
    return Arrays.stream(keys).anyMatch(entries::containsKey);
  }

  /** The value of a key that may be missing. */
  Optional<Value> optional(String key) {
    known.add(key);
    return take(key);
  }

  /**
   * A section of the contract that this version does not act on. A secret that stands in it is
   * still looked at: it must not get into a file today because it is read only tomorrow.
   */
  void later(String key, Set<String> secrets, SecretReader reader) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.value.secrets(secrets, reader);
    }
    later(key);
  }

  /** Gives every secret of this section, however deep it stands, to the reader. */
  void secrets(Set<String> names, SecretReader reader) {
    entries.forEach(
        (name, entry) -> {
          if (names.contains(name)) {
            entry.value.eachScalar(reader::read);
          } else {
            entry.value.secrets(names, reader);
          }
        });
  }

  private Optional<Value> take(String key) {
    asked.add(key);
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  /** Its value as text that is the same for the same content; empty where the key is not. */
  String plain(String key) {
    Entry entry = entries.get(key);
    return entry == null ? "" : entry.value.plain();
  }

  /** The value of a key that must be there. */
  Optional<Value> required(String key) {
    Optional<Value> value = optional(key);
    if (value.isEmpty()) {
      findings.error(node, path, "'" + key + "' is missing", null);
    }
    return value;
  }

  /** Keys of the contract that this version does not act on: better refused than ignored. */
  void later(String... keys) {
    for (String key : keys) {
      Entry entry = entries.get(key);
      take(key);
      if (entry != null) {
        findings.error(
            entry.key, pathOf(key), "'" + key + "' is not supported by this version yet", null);
      }
    }
  }

  /** Says of every key that nobody asked for that there is no such key. */
  void close() {
    entries.forEach(
        (name, entry) -> {
          if (!asked.contains(name)) {
            findings.error(
                entry.key,
                pathOf(name),
                "there is no key '" + name + "' here",
                Nearest.to(name, known)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("known here: " + String.join(", ", known)));
          }
        });
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
