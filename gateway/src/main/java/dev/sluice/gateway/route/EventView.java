package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelVariableResolver;
import dev.sluice.gateway.event.Event;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as the variable {@code event} of expressions. Nothing is converted before an expression
 * asks for it. An attribute that the event lacks is absent, never null: {@code has(event.subject)}
 * asks for it, and using it all the same is an error. For one thread.
 */
final class EventView extends AbstractMap<String, Object> implements CelVariableResolver {

  static final String NAME = "event";

  /** The attributes with their types, as expressions are checked against them. */
  static final Map<String, CelType> ATTRIBUTES =
      ImmutableMap.<String, CelType>builder()
          .put("specversion", SimpleType.STRING)
          .put("id", SimpleType.STRING)
          .put("source", SimpleType.STRING)
          .put("type", SimpleType.STRING)
          .put("subject", SimpleType.STRING)
          .put("time", SimpleType.TIMESTAMP)
          .put("datacontenttype", SimpleType.STRING)
          .put("dataschema", SimpleType.STRING)
          .put("dataversion", SimpleType.STRING)
          .put("data", SimpleType.DYN)
          .put("eid", SimpleType.STRING)
          .put("correlationid", SimpleType.STRING)
          .put("causationid", SimpleType.STRING)
          .put("idempotencykey", SimpleType.STRING)
          .put("partitionkey", SimpleType.STRING)
          .put("priority", SimpleType.INT)
          .put("traceparent", SimpleType.STRING)
          .put("tracestate", SimpleType.STRING)
          .put("targetagents", ListType.create(SimpleType.STRING))
          .put("extensions", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .buildOrThrow();

  /** What the route has added; only its own expressions see it. */
  static final String ENRICHED = "enriched";

  private final Event event;
  private final @Nullable ObjectNode enriched;
  private final Optional<Object> self;
  private @Nullable JsonNode whole;

  EventView(Event event) {
    this(event, null);
  }

  private EventView(Event event, @Nullable ObjectNode enriched) {
    this.event = event;
    this.enriched = enriched;
    this.self = Optional.of(this);
  }

  /** The same event with what is in {@code values}, now or later. */
  EventView enrichedBy(ObjectNode values) {
    return new EventView(event, values);
  }

  @Override
  public Optional<Object> find(String name) {
    return name.equals(NAME) ? self : Optional.empty();
  }

  /** The event as CloudEvents JSON, made once; while things are added to it, each time. */
  JsonNode whole() {
    if (enriched != null) {
      return WholeEvent.of(event).set(ENRICHED, enriched.deepCopy());
    }
    JsonNode made = whole;
    if (made == null) {
      made = WholeEvent.of(event);
      whole = made;
    }
    return made;
  }

  @Nullable JsonNode json() {
    return event.data().json();
  }

  @Nullable String subject() {
    return event.subject();
  }

  boolean hasExtension(String name) {
    return event.extensions().containsKey(name);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return key instanceof String name ? attribute(name) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  private @Nullable Object attribute(String name) {
    return switch (name) {
      case "specversion" -> "1.0";
      case "id" -> event.id();
      case "source" -> event.source();
      case "type" -> event.type();
      case "subject" -> event.subject();
      case "time" -> event.time();
      case "datacontenttype" -> event.data().contentType();
      case "dataschema" -> event.dataSchema();
      case "dataversion" -> event.dataVersion();
      case "data" -> data();
      case "eid" -> event.eid().toString();
      case "correlationid" -> event.correlationId();
      case "causationid" -> event.causationId();
      case "idempotencykey" -> event.idempotencyKey();
      case "partitionkey" -> event.partitionKey();
      case "priority" -> (long) event.priority();
      case "traceparent" -> event.traceparent();
      case "tracestate" -> event.tracestate();
      case "targetagents" -> event.targetAgents();
      case "extensions" -> extensions();
      case ENRICHED -> enriched == null ? null : CelValues.of(enriched);
      default -> null;
    };
  }

  private @Nullable Object data() {
    JsonNode json = event.data().json();
    return json == null ? null : CelValues.of(json);
  }

  private Map<String, Object> extensions() {
    Map<String, Object> values = new HashMap<>();
    event.extensions().forEach((name, value) -> values.put(name, extension(value)));
    return values;
  }

  /** CloudEvents has seven types of attributes; the rest of Java's numbers are ints here. */
  private static Object extension(Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value;
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    } else if (value instanceof byte[] bytes) {
      return CelByteString.of(bytes);
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    } else if (value instanceof URI uri) {
      return uri.toString();
    } else if (value instanceof JsonNode json) {
      return CelValues.of(json);
    }
    return value.toString();
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    Set<Entry<String, Object>> entries = new HashSet<>();
    for (String name : ATTRIBUTES.keySet()) {
      Object value = attribute(name);
      if (value != null) {
        entries.add(Map.entry(name, value));
      }
    }
    if (enriched != null) {
      entries.add(Map.entry(ENRICHED, CelValues.of(enriched)));
    }
    return entries;
  }
}
