package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that go every way a route can send them, on workflows that no worker takes, but for the
 * {@link Bells}: what they come to is in Temporal's histories, and nothing there moves by itself.
 */
final class MixedEvents {

  static final String CONFIG =
      """
      routes:
        - name: job
          on: job.started
          start: {workflow: Job, taskQueue: nobody, id: 'job-${event.data.key}', input: event.data}
        - name: note
          on: job.started
          publish: {type: job.noted, data: event.data, subject: event.data.key}
        - name: large
          on: job.started
          when: size(event.data.key) > 100
          start: {workflow: Large, taskQueue: nobody, id: 'large-${event.data.key}'}
        - name: noted
          on: job.noted
          start: {workflow: Noted, taskQueue: nobody, id: 'noted-${event.data.key}'}
        - name: bell
          on: job.started
          start: {workflow: Bell, taskQueue: bells, id: 'bell-${event.data.key}'}
        - name: ring
          on: job.rung
          update: {id: 'bell-${event.data.key}', name: ring}
        - name: nudge
          on: job.nudged
          signal: {id: 'job-${event.data.key}', name: nudge, input: event.data}
        - name: stop
          on: job.stopped
          cancel: {id: 'job-${event.data.key}', reason: 'asked for'}
        - name: cart
          on: cart.changed
          signalWithStart:
            {workflow: Cart, taskQueue: nobody, id: 'cart-${event.data.key}', signal: {name: changed, input: event.data}}
      """;

  /** By type, what must have become of an event on each route, as a pattern. */
  private static final Map<String, Map<String, String>> VERDICTS =
      Map.of(
          "job.started",
              Map.of("job", "started", "note", "published", "large", "filtered", "bell", "started"),
          "job.rung", Map.of("ring", "updated"),
          "job.noted", Map.of("noted", "started"),
          "job.nudged", Map.of("nudge", "signalled"),
          "job.stopped", Map.of("stop", "cancelled"),
          "cart.changed", Map.of("cart", "started|signalled"),
          "nobody.cares", Map.of("", "unmatched"));

  /** One event, with an identity of its own: who gets no answer can send it again. */
  record Sent(String id, String type, String key) {

    byte[] body() {
      return """
      {"specversion": "1.0", "id": "%s", "source": "/mixed", "type": "%s", "data": {"key": "%s"}}"""
          .formatted(id, type, key)
          .getBytes(UTF_8);
    }
  }

  private MixedEvents() {}

  /** What one job and its surroundings send, in this order. */
  static List<Sent> of(String key, int number) {
    var events = new ArrayList<Sent>();
    for (var type : List.of("job.started", "job.nudged", "job.rung", "nobody.cares")) {
      events.add(new Sent(type + "-" + key, type, key));
    }
    // Many events for one cart.
    events.add(new Sent("cart.changed-" + key, "cart.changed", "" + number % 7));
    if (number % 3 == 0) {
      events.add(new Sent("job.stopped-" + key, "job.stopped", key));
    }
    return events;
  }

  /** Whether each route has come to its end with the event, as it should. */
  static boolean isAnsweredFor(JsonNode event) {
    var expected = VERDICTS.getOrDefault(event.path("type").asText(), Map.of());
    var found = new HashMap<String, String>();
    for (var verdict : event.path("verdicts")) {
      found.put(verdict.path("route").asText(""), verdict.path("verdict").asText());
    }
    return found.keySet().equals(expected.keySet())
        && found.entrySet().stream()
            .allMatch(each -> each.getValue().matches(expected.getOrDefault(each.getKey(), "")));
  }
}
