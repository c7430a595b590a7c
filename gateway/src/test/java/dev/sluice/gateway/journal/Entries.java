package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events and work for tests. */
public final class Entries {

  private Entries() {}

  public static Event event(String id, String data) {
    return event(id, "order.placed", data, null, null);
  }

  public static Event event(
      String id,
      String type,
      String data,
      @Nullable String idempotencyKey,
      @Nullable String causationId) {
    UUID eid = UUID.randomUUID();
    return new Event(
        eid,
        id,
        "/shop",
        type,
        "subject-" + id,
        Instant.parse("2026-11-21T08:00:00.123456Z"),
        null,
        causationId == null ? eid.toString() : "correlated",
        causationId,
        0,
        idempotencyKey,
        null,
        5,
        "1",
        null,
        null,
        List.of("agent"),
        Map.of("tenant", "acme", "size", 3),
        new Data(
            data.getBytes(StandardCharsets.UTF_8), "application/json; charset=utf-8", json(data)));
  }

  public static Entry entry(Event event, Planned... planned) {
    return new Entry(event, "local", List.of(planned));
  }

  public static Planned.Work start(String workflowId) {
    return new Planned.Work(
        "order",
        new Action.Start(
            workflowId, null, "OrderWorkflow", "orders", json("{\"a\":1}"), null, null));
  }

  public static Planned.Work signal(String workflowId, Action.IfAbsent ifAbsent) {
    return new Planned.Work(
        "order-cancel",
        new Action.Signal(workflowId, null, "cancel", json("{\"reason\":\"r\"}"), ifAbsent));
  }

  public static JsonNode json(String text) {
    return StrictJson.value(text.getBytes(StandardCharsets.UTF_8));
  }
}
