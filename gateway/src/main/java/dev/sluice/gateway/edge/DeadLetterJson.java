package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.DeadLetter.Group;
import dev.sluice.gateway.journal.Redrives;
import dev.sluice.gateway.journal.Redrives.Redrive;
import dev.sluice.gateway.journal.StoredEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters, their groups and their redrives as JSON. */
final class DeadLetterJson {

  private DeadLetterJson() {}

  /** Enough for a list. */
  static ObjectNode brief(DeadLetter letter) {
    Event event = letter.event();
    ObjectNode json = Json.object().put("id", letter.id().toString());
    json.put("eid", event.eid().toString());
    json.put("type", event.type());
    json.put("source", event.source());
    EventJson.put(json, "subject", event.subject());
    json.setAll(EventJson.verdict(letter.verdict()));
    ObjectNode links = json.putObject("links");
    links.put("self", Paths.deadLetter(letter.id().toString()));
    links.put("event", Paths.event(event.eid()));
    String workflowId = letter.verdict().workflowId();
    if (workflowId != null && letter.verdict().runId() != null) {
      links.put("run", Paths.run(workflowId));
    }
    return json;
  }

  static ObjectNode full(DeadLetter letter) {
    ObjectNode json = brief(letter);
    json.set("acts", Json.tree(letter.acts().stream().map(DeadLetterJson::act).toList()));
    ObjectNode event =
        EventJson.of(
            new StoredEvent(
                letter.place().seq(),
                letter.acceptedAt(),
                letter.event(),
                List.of(letter.verdict())));
    event.remove("verdicts");
    json.set("event", event);
    return json;
  }

  private static ObjectNode act(DeadLetter.Act act) {
    ObjectNode json = Json.object().put("act", act.act()).put("at", act.at().toString());
    json.put("by", act.by());
    EventJson.put(json, "note", act.note());
    return json;
  }

  static ObjectNode group(Group group) {
    return Json.object()
        .put("reason", group.reason())
        .put("route", group.route())
        .put("error", group.error())
        .put("count", group.count())
        .put("oldest", group.oldest().toString())
        .put("newest", group.newest().toString());
  }

  static ObjectNode redrive(Redrive redrive, Redrives.Report report) {
    ObjectNode json = Json.object().put("id", redrive.id());
    json.put("state", redrive.endedAt() == null ? "running" : "done");
    json.set("filter", filter(redrive.filter()));
    json.put("rate", redrive.rate());
    json.put("by", redrive.by());
    json.put("startedAt", redrive.createdAt().toString());
    put(json, "endedAt", redrive.endedAt());
    json.put("left", report.left());
    json.set("done", Json.tree(report.done()));
    json.set("verdicts", Json.tree(report.verdicts()));
    json.putObject("links").put("self", Paths.redrive(redrive.id()));
    return json;
  }

  private static ObjectNode filter(Filter filter) {
    ObjectNode json = Json.object();
    EventJson.put(json, "reason", filter.reason());
    EventJson.put(json, "route", filter.route());
    EventJson.put(json, "type", filter.type());
    put(json, "since", filter.since());
    put(json, "until", filter.until());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Instant time) {
    EventJson.put(json, name, time == null ? null : time.toString());
  }
}
