package dev.sluice.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The versions of one type, lowest first. Immutable. */
final class Versions {

  /** {@code toNext} is missing where this version stays as it is. */
  record Version(Schema schema, @Nullable Upcast toNext) {}

  private final Map<String, Version> byName;
  private final List<String> names;

  Versions(NavigableMap<String, Version> byName) {
    this.byName = Map.copyOf(byName);
    this.names = List.copyOf(byName.keySet());
  }

  List<String> names() {
    return names;
  }

  /** The version that the event names, else the lowest there is. */
  String nameFor(Event event) {
    String named = event.dataVersion();
    return named == null ? names.get(0) : named;
  }

  @Nullable Schema schema(String name) {
    Version version = byName.get(name);
    return version == null ? null : version.schema();
  }

  /** Up-cast as far as there are up-casts; the same event where there is none for its version. */
  Event newest(Event event) throws CannotUpcast {
    Event current = event;
    String name = nameFor(event);
    Version version = byName.get(name);
    while (version != null && version.toNext() != null) {
      String next = names.get(names.indexOf(name) + 1);
      current = current.withData(data(current, version.toNext(), name, next), next);
      name = next;
      version = byName.get(name);
    }
    return current;
  }

  private static Data data(Event event, Upcast upcast, String from, String to) throws CannotUpcast {
    try {
      JsonNode json = upcast.newer(event);
      byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
      return new Data(bytes, event.data().contentType(), json);
    } catch (CannotUpcast e) {
      throw new CannotUpcast(
          "cannot be brought from version " + from + " to version " + to + ": " + e.why());
    }
  }
}
