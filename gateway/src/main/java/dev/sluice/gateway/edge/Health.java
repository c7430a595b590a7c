package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.SystemApi.EngineWord;
import dev.sluice.gateway.edge.SystemApi.Part;
import dev.sluice.gateway.journal.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the process is doing. It is ready while its journal is writable and its parts are up;
 * Temporal being away is said, and closes no door.
 */
public final class Health {

  /** One look. {@code parts} are up or not, by name. */
  public record Now(
      boolean isWritable, EngineWord engine, ConfigWord configuration, Map<String, Boolean> parts) {

    public boolean isReady() {
      return isWritable && !parts.containsValue(false);
    }

    /** {@code ready}, {@code degraded} or {@code unready}. */
    public String status() {
      if (!isReady()) {
        return "unready";
      }
      return engine.isUp() && configuration.isCurrent() ? "ready" : "degraded";
    }
  }

  private final Journal journal;
  private final Supplier<EngineWord> engine;
  private final Supplier<ConfigWord> configuration;
  private final List<Part> parts;

  public Health(
      Journal journal,
      Supplier<EngineWord> engine,
      Supplier<ConfigWord> configuration,
      List<Part> parts) {
    this.journal = journal;
    this.engine = engine;
    this.configuration = configuration;
    this.parts = List.copyOf(parts);
  }

  public Now now() {
    Map<String, Boolean> up = new LinkedHashMap<>();
    parts.forEach(part -> up.put(part.name(), part.isReady().getAsBoolean()));
    return new Now(journal.writable(), engine.get(), configuration.get(), up);
  }

  /** Without a look at the journal. */
  public EngineWord engine() {
    return engine.get();
  }

  ConfigWord configuration() {
    return configuration.get();
  }
}
