package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.Event;

/** What a sender is told of an event: the answer to one, and a line in the answer to many. */
final class Receipts {

  private Receipts() {}

  static ObjectNode of(Intake.Accepted accepted) {
    return put(Json.object(), accepted);
  }

  /**
   * @param place what the part's number counts: {@code index} or {@code line}
   */
  static ObjectNode of(Part part, String place) {
    ObjectNode result = Json.object().put(place, part.number());
    if (part instanceof Part.Kept kept) {
      return put(result.put("status", 202), kept.accepted());
    }
    if (part instanceof Part.Refused refused) {
      return put(result.put("status", refused.problem().status()), refused);
    }
    throw new IllegalArgumentException("Not yet decided: " + part);
  }

  private static ObjectNode put(ObjectNode receipt, Intake.Accepted accepted) {
    Event event = accepted.event();
    receipt
        .put("eid", event.eid().toString())
        .put("id", event.id())
        .put("source", event.source())
        .put("type", event.type())
        .put("duplicate", accepted.duplicate());
    ObjectNode links = receipt.putObject("links").put("self", Paths.event(event.eid()));
    accepted.startedWorkflow().ifPresent(id -> links.put("run", Paths.run(id)));
    return receipt;
  }

  private static ObjectNode put(ObjectNode result, Part.Refused refused) {
    Event event = refused.event();
    if (event != null) {
      result.put("id", event.id()).put("source", event.source()).put("type", event.type());
    }
    result.set("problem", Problems.json(refused.problem()));
    return result;
  }
}
