package dev.sluice.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.sluice.gateway.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The schemas in force, by type and data version. A type without a schema takes any data. An event
 * that names no version is checked against the lowest one there is: a version added later must not
 * change how the senders of yesterday are judged. Immutable, so safe for many threads.
 */
public final class SchemaCheck {

  private static final int MOST = 50;

  private final Map<String, NavigableMap<String, Schema>> byType;

  SchemaCheck(Map<String, NavigableMap<String, Schema>> byType) {
    this.byType = Map.copyOf(byType);
  }

  public static SchemaCheck none() {
    return new SchemaCheck(Map.of());
  }

  public Set<String> types() {
    return byType.keySet();
  }

  /** The versions of one type, lowest first; empty when the type has no schema. */
  public List<String> versions(String type) {
    return List.copyOf(byType.getOrDefault(type, new TreeMap<>()).keySet());
  }

  /** The violations, with the version that they are about. */
  public SchemaVerdict explain(Event event) {
    NavigableMap<String, Schema> versions = byType.get(event.type());
    return new SchemaVerdict(versions == null ? null : version(event, versions), check(event));
  }

  private static String version(Event event, NavigableMap<String, Schema> versions) {
    String named = event.dataVersion();
    return named == null ? versions.firstKey() : named;
  }

  /** Every violation, the first 50 of them; empty when the event may come in. */
  public List<Violation> check(Event event) {
    NavigableMap<String, Schema> versions = byType.get(event.type());
    if (versions == null) {
      return List.of();
    }
    Schema schema = versions.get(version(event, versions));
    if (schema == null) {
      return List.of(
          new Violation(
              "/dataversion",
              "there is no schema of this version; known: "
                  + String.join(", ", versions.keySet())));
    }
    JsonNode data = event.data().json();
    if (data == null) {
      return List.of(new Violation("/data", "must be JSON: the type has a schema"));
    }
    List<Error> errors = schema.validate(data);
    return errors.isEmpty() ? List.of() : violations(errors);
  }

  private static List<Violation> violations(List<Error> errors) {
    List<Violation> violations = new ArrayList<>();
    for (Error error : errors) {
      if (violations.size() == MOST) {
        break;
      }
      violations.add(SchemaWords.violation(error));
    }
    return List.copyOf(violations);
  }
}
