package dev.sluice.gateway.source;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sources of the configuration, by name. Immutable. */
public final class Sources {

  private final Map<String, Source> byName;

  public Sources(List<Source> sources) {
    this.byName = sources.stream().collect(Collectors.toMap(Source::name, Function.identity()));
  }

  public Optional<Source> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** By their names. */
  public List<Source> all() {
    return byName.values().stream().sorted(Comparator.comparing(Source::name)).toList();
  }

  public int size() {
    return byName.size();
  }
}
