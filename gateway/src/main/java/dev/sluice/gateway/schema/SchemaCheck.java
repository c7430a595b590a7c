package dev.sluice.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.sluice.gateway.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The schemas in force, by type and data version. A type without a schema takes any data. An event
 * that names no version is checked against the lowest one there is: a version added later must not
 * change how the senders of yesterday are judged. Immutable, so safe for many threads.
 */
public final class SchemaCheck {

  private static final int MOST = 50;

  private final Map<String, Versions> byType;

  SchemaCheck(Map<String, Versions> byType) {
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
    Versions versions = byType.get(type);
    return versions == null ? List.of() : versions.names();
  }

  /** Every violation, the first 50 of them; empty when the event may come in. */
  public List<Violation> check(Event event) {
    return judge(event).violations();
  }

  /** The event by its own version and, where that is up-cast, by the newest. */
  public SchemaVerdict judge(Event event) {
    Versions versions = byType.get(event.type());
    if (versions == null) {
      return new SchemaVerdict(null, List.of(), event);
    }
    String version = versions.nameFor(event);
    List<Violation> violations = check(event, versions);
    if (!violations.isEmpty()) {
      return new SchemaVerdict(version, violations, event);
    }
    Event newest;
    try {
      newest = versions.newest(event);
    } catch (CannotUpcast e) {
      return new SchemaVerdict(version, List.of(new Violation("/data", e.why())), event);
    }
    if (Objects.equals(newest.dataVersion(), event.dataVersion())) {
      return new SchemaVerdict(version, List.of(), event);
    }
    List<Violation> later =
        check(newest, versions).stream().map(each -> afterwards(each, newest)).toList();
    return new SchemaVerdict(version, later, later.isEmpty() ? newest : event);
  }

  /** The pointer is one into data that the sender never saw, so it is told in words. */
  private static Violation afterwards(Violation violation, Event newest) {
    return new Violation(
        "/data",
        "brought to version %s, its %s %s"
            .formatted(newest.dataVersion(), violation.pointer(), violation.detail()));
  }

  /**
   * The event as routes see it, in the newest version to which it can be brought.
   *
   * @throws CannotUpcast when an event was kept that today's up-casts do not fit
   */
  public Event newest(Event event) throws CannotUpcast {
    Versions versions = byType.get(event.type());
    return versions == null ? event : versions.newest(event);
  }

  private static List<Violation> check(Event event, Versions versions) {
    Schema schema = versions.schema(versions.nameFor(event));
    if (schema == null) {
      return List.of(
          new Violation(
              "/dataversion",
              "there is no schema of this version; known: " + String.join(", ", versions.names())));
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
