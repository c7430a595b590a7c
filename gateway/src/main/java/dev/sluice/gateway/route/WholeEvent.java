package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * The event as one CloudEvents JSON object with our extensions and its {@code eid}: what a workflow
 * gets when its route names no input.
 */
final class WholeEvent {

  private WholeEvent() {}

  static ObjectNode of(Event event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("specversion", "1.0");
    json.put("id", event.id());
    json.put("source", event.source());
    json.put("type", event.type());
    put(json, "subject", event.subject());
    json.put("time", event.time().toString());
    put(json, "datacontenttype", event.data().contentType());
    put(json, "dataschema", event.dataSchema());
    put(json, "dataversion", event.dataVersion());
    json.put("eid", event.eid().toString());
    json.put("correlationid", event.correlationId());
    put(json, "causationid", event.causationId());
    put(json, "idempotencykey", event.idempotencyKey());
    put(json, "partitionkey", event.partitionKey());
    json.put("priority", event.priority());
    put(json, "traceparent", event.traceparent());
    put(json, "tracestate", event.tracestate());
    if (!event.targetAgents().isEmpty()) {
      event.targetAgents().forEach(json.putArray("targetagents")::add);
    }
    event.extensions().forEach((name, value) -> extension(json, name, value));
    data(json, event);
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static void extension(ObjectNode json, String name, Object value) {
    if (value instanceof JsonNode node) {
      json.set(name, node);
    } else if (value instanceof Boolean truth) {
      json.put(name, truth);
    } else if (value instanceof Number number) {
      json.put(name, number.longValue());
    } else if (value instanceof byte[] bytes) {
      json.put(name, bytes);
    } else {
      json.put(name, value.toString());
    }
  }

  private static void data(ObjectNode json, Event event) {
    JsonNode data = event.data().json();
    if (data != null) {
      json.set("data", data);
    } else if (event.data().bytes().length > 0) {
      json.put("data_base64", event.data().bytes());
    }
  }
}
