package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Entry;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.Violation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way in: read, checked against its schema, planned by the routes, kept. Who holds the result
 * may answer 202. Safe for many threads.
 */
public final class Intake {

  /** An event that is on disk: the one that came, or the first with its identity. */
  record Accepted(Event event, boolean duplicate, Optional<String> startedWorkflow) {}

  private final EventReader reader;
  private final SchemaCheck schemas;
  private final Routes routes;
  private final Journal journal;

  public Intake(EventReader reader, SchemaCheck schemas, Routes routes, Journal journal) {
    this.reader = reader;
    this.schemas = schemas;
    this.routes = routes;
    this.journal = journal;
  }

  CompletableFuture<Accepted> accept(Incoming in, String caller) {
    Event event = reader.read(in, source(caller));
    refuseViolations(schemas.check(event));
    List<Planned> planned = routes.plan(event);
    return journal
        .append(new Entry(event, caller, planned))
        .thenApply(appended -> accepted(appended, onlyStart(planned)));
  }

  /** Of plain JSON that names none. Callers with keys share no identities. */
  private static String source(String caller) {
    return caller.equals(Access.LOCAL_NAME) ? "/v1/events" : Paths.caller(caller);
  }

  private static void refuseViolations(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw Problem.of(
              422,
              "schema-violation",
              "Not as its schema says",
              "The event is not as the schema of its type and version says: "
                  + violations.get(0).pointer()
                  + " "
                  + violations.get(0).detail()
                  + ".")
          .withErrors(
              violations.stream()
                  .map(each -> FieldError.at(each.pointer(), each.detail()))
                  .toList());
    }
  }

  private static Accepted accepted(Appended appended, Optional<String> start) {
    if (appended instanceof Appended.Kept kept) {
      return new Accepted(kept.event(), false, start);
    }
    if (appended instanceof Appended.Duplicate duplicate) {
      return new Accepted(duplicate.first().event(), true, start);
    }
    Appended.Conflict conflict = (Appended.Conflict) appended;
    throw Problem.of(422, "identity-conflict", "Same identity, other content", conflict.detail())
        .with("firstEid", conflict.firstEid().toString());
  }

  /** The workflow, when exactly one route starts one. */
  private static Optional<String> onlyStart(List<Planned> planned) {
    List<String> starts =
        planned.stream()
            .filter(
                each -> each instanceof Planned.Work work && work.action() instanceof Action.Start)
            .map(each -> ((Planned.Work) each).action().workflowId())
            .toList();
    return starts.size() == 1 ? Optional.of(starts.get(0)) : Optional.empty();
  }
}
