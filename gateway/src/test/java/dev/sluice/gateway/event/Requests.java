package dev.sluice.gateway.event;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests with an event or a batch of them, read on a clock that stands still. */
final class Requests {

  static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  static final EventReader READER = new EventReader(Clock.fixed(NOW, ZoneOffset.UTC));

  private Requests() {}

  static Event plain(String body) {
    return read(Map.of("content-type", "application/json"), body);
  }

  static Event structured(String body) {
    return read(Map.of("content-type", "application/cloudevents+json"), body);
  }

  static Event binary(Map<String, String> more, String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", "1");
    headers.put("ce-source", "/s");
    headers.put("ce-type", "t");
    headers.putAll(more);
    return read(headers, body);
  }

  static Event read(Map<String, String> headers, String body) {
    return READER.read(incoming(headers, body), "/v1/events");
  }

  static List<Event> batch(Map<String, String> headers, String body) {
    return READER.batch(incoming(headers, body), "/s");
  }

  private static Incoming incoming(Map<String, String> headers, String body) {
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return new Incoming(all, body.getBytes(StandardCharsets.UTF_8));
  }
}
