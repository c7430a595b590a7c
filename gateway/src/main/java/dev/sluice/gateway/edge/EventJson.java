package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of the journal as JSON: its CloudEvents attributes, what we know of it, its verdicts.
 */
final class EventJson {

  private EventJson() {}

  static ObjectNode of(StoredEvent stored) {
    Event event = stored.event();
    ObjectNode json = Json.object();
    json.put("eid", event.eid().toString());
    json.put("seq", stored.seq());
    json.put("acceptedAt", stored.acceptedAt().toString());
    json.put("specversion", "1.0");
    json.put("id", event.id());
    json.put("source", event.source());
    json.put("type", event.type());
    put(json, "subject", event.subject());
    json.put("time", event.time().toString());
    put(json, "datacontenttype", event.data().contentType());
    put(json, "dataschema", event.dataSchema());
    json.put("correlationid", event.correlationId());
    put(json, "causationid", event.causationId());
    put(json, "idempotencykey", event.idempotencyKey());
    put(json, "partitionkey", event.partitionKey());
    json.put("priority", event.priority());
    put(json, "dataversion", event.dataVersion());
    put(json, "traceparent", event.traceparent());
    put(json, "tracestate", event.tracestate());
    if (!event.targetAgents().isEmpty()) {
      json.set("targetagents", Json.tree(event.targetAgents()));
    }
    for (Map.Entry<String, Object> extension : event.extensions().entrySet()) {
      json.set(extension.getKey(), Json.tree(extension.getValue()));
    }
    putData(json, event.data());
    json.set("verdicts", verdicts(stored.verdicts()));
    json.putObject("links").put("self", Paths.event(event.eid()));
    return json;
  }

  static ArrayNode verdicts(List<Verdict> verdicts) {
    var array = Json.MAPPER.createArrayNode();
    verdicts.forEach(verdict -> array.add(verdict(verdict)));
    return array;
  }

  static ObjectNode verdict(Verdict verdict) {
    ObjectNode json = Json.object();
    json.put("route", verdict.route());
    json.put("verdict", verdict.kind().name());
    json.put("reason", verdict.reason());
    json.put("at", verdict.at().toString());
    json.put("workflowId", verdict.workflowId());
    json.put("runId", verdict.runId());
    Verdict.@Nullable RunStatus status = verdict.status();
    json.put("status", status == null ? null : status.name());
    json.put("attempts", verdict.attempts());
    put(json, "lastError", verdict.lastError());
    Instant next = verdict.nextAttemptAt();
    put(json, "nextAttemptAt", next == null ? null : next.toString());
    return json;
  }

  private static void putData(ObjectNode json, Data data) {
    if (data.json() != null) {
      json.set("data", data.json());
    } else if (data.bytes().length > 0) {
      String type = data.contentType();
      if (type != null && type.startsWith("text/")) {
        json.put("data", new String(data.bytes(), StandardCharsets.UTF_8));
      } else {
        json.put("data_base64", Base64.getEncoder().encodeToString(data.bytes()));
      }
    }
  }

  static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
