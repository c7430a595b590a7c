package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Derived;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Entry;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The way in for events that routes make of events. It is the way of every event (schema, routes,
 * journal) but for its answer, which is a verdict. The identity is fixed by event and route, so
 * that a crash between the new event and the mark on the old one repeats nothing: the first stands,
 * also when the route has been changed since. Safe for many threads.
 */
public final class Publishing {

  private final SchemaCheck schemas;
  private final Routes routes;
  private final Journal journal;

  public Publishing(SchemaCheck schemas, Routes routes, Journal journal) {
    this.schemas = schemas;
    this.routes = routes;
    this.journal = journal;
  }

  public Outcome publish(Held work, Action.Publish publish) {
    Event event;
    try {
      event = derived(work, publish).of(work.event());
    } catch (Malformed e) {
      return refused(String.valueOf(e.getMessage()));
    }
    if (event.data().bytes().length > Body.MAX_BYTES) {
      return refused("The data has more than " + Body.MAX_BYTES + " bytes");
    }
    List<Violation> violations = schemas.check(event);
    if (!violations.isEmpty()) {
      return refused(violations.get(0).pointer() + " " + violations.get(0).detail());
    }
    Appended kept =
        journal.append(new Entry(event, "route:" + work.route(), routes.plan(event))).join();
    return kept instanceof Appended.Conflict conflict && isOfAnother(conflict, work)
        ? refused(conflict.detail())
        : new Outcome.Published();
  }

  /** Someone may have sent an event under the identity that is meant for this one. */
  private boolean isOfAnother(Appended.Conflict conflict, Held work) {
    return journal
        .find(conflict.firstEid())
        .map(first -> work.event().eid().toString().equals(first.event().causationId()))
        .map(ours -> !ours)
        .orElse(false);
  }

  private static Derived derived(Held work, Action.Publish publish) {
    return new Derived(
        work.event().eid() + "/" + work.route(),
        "/routes/" + work.route(),
        publish.type(),
        publish.subject(),
        publish.dataVersion(),
        data(work, publish));
  }

  private static Data data(Held work, Action.Publish publish) {
    return publish.data() == null
        ? work.event().data()
        : new Data(
            publish.data().toString().getBytes(StandardCharsets.UTF_8),
            "application/json",
            publish.data());
  }

  private static Outcome refused(String detail) {
    return new Outcome.Dead(Reasons.PUBLISH_REFUSED, detail);
  }
}
