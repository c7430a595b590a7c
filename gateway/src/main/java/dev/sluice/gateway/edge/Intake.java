package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Entry;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The way in: read, checked against its schema, planned by the routes, kept. Who holds the result
 * may answer 202. Safe for many threads.
 */
public final class Intake {

  /** An event that is on disk: the one that came, or the first with its identity. */
  record Accepted(Event event, boolean duplicate, Optional<String> startedWorkflow) {}

  private final EventReader reader;
  private final SchemaCheck schemas;
  private static final Set<Kind> LEADS_TO_RUN = Set.of(Kind.held, Kind.started, Kind.duplicate);

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
      return new Accepted(kept.event(), false, started(start, kept.verdicts()));
    }
    if (appended instanceof Appended.Duplicate duplicate) {
      StoredEvent first = duplicate.first();
      return new Accepted(first.event(), true, started(start, first.verdicts()));
    }
    Appended.Conflict conflict = (Appended.Conflict) appended;
    throw Problem.of(422, "identity-conflict", "Same identity, other content", conflict.detail())
        .with("firstEid", conflict.firstEid().toString());
  }

  /** The route, when exactly one starts a workflow. */
  private static Optional<String> onlyStart(List<Planned> planned) {
    List<String> starts =
        planned.stream()
            .filter(
                each -> each instanceof Planned.Work work && work.action() instanceof Action.Start)
            .map(Planned::route)
            .toList();
    return starts.size() == 1 ? Optional.of(starts.get(0)) : Optional.empty();
  }

  /** The workflow that stands for this event, as the verdict has it: never another event's. */
  private static Optional<String> started(Optional<String> route, List<Verdict> verdicts) {
    return route.flatMap(
        name ->
            verdicts.stream()
                .filter(each -> name.equals(each.route()) && LEADS_TO_RUN.contains(each.kind()))
                .flatMap(each -> Stream.ofNullable(each.workflowId()))
                .findFirst());
  }
}
