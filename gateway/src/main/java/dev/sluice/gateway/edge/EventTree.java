package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.StoredEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that belong together, each under the one that caused it, oldest first. What would stand
 * deeper than readers of JSON go stands beside the roots, with its {@code causationid}.
 */
final class EventTree {

  private static final int DEEPEST = 64;

  private record Node(ObjectNode json, int depth) {}

  private EventTree() {}

  /** An event whose cause is not among them is a root. */
  static ArrayNode of(List<StoredEvent> events) {
    List<StoredEvent> inOrder =
        events.stream().sorted(Comparator.comparingLong(StoredEvent::seq)).toList();
    Map<String, Node> nodes = new HashMap<>();
    ArrayNode roots = Json.MAPPER.createArrayNode();
    for (StoredEvent event : inOrder) {
      String causation = event.event().causationId();
      // Looked up before it is there itself: a cause is kept before its effect.
      Node cause = causation == null ? null : nodes.get(causation);
      ObjectNode json = EventJson.of(event);
      json.putArray("caused");
      int depth = cause == null || cause.depth() == DEEPEST ? 1 : cause.depth() + 1;
      (cause == null || depth == 1 ? roots : cause.json().withArray("caused")).add(json);
      nodes.put(event.event().eid().toString(), new Node(json, depth));
    }
    return roots;
  }
}
