package dev.sluice.gateway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events for tests: a type and its data in JSON, the rest made up but always the same. */
public final class Events {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  public static Event of(String type, String data) {
    return of(type, null, data);
  }

  public static Event of(String type, @Nullable String dataVersion, String data) {
    return of(type, dataVersion, new Data(bytes(data), "application/json", json(data)), Map.of());
  }

  public static Event of(
      String type, @Nullable String dataVersion, Data data, Map<String, Object> extensions) {
    UUID eid = UUID.fromString("01937c5e-0000-7000-8000-000000000001");
    return new Event(
        eid,
        "id-1",
        "/shop",
        type,
        null,
        Instant.parse("2026-11-21T10:00:00Z"),
        null,
        eid.toString(),
        null,
        0,
        null,
        null,
        5,
        dataVersion,
        null,
        null,
        List.of(),
        extensions,
        data);
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a test's own JSON is broken", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
