package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Entry;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in: read, checked against its schema, planned by the routes, kept. Who holds the result
 * may answer 202. Safe for many threads.
 */
public final class Intake {

  /** An event that is on disk: the one that came, or the first with its identity. */
  record Accepted(Event event, boolean duplicate, Optional<String> startedWorkflow) {}

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

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

  CompletableFuture<Accepted> accept(Incoming in, Caller caller) {
    Event event = reader.read(in, source(caller));
    refused(event, caller)
        .ifPresent(
            violation -> {
              throw violation;
            });
    List<Planned> planned = routes.plan(event);
    return journal
        .append(new Entry(event, caller.name(), planned))
        .thenApply(appended -> orThrow(part(0, event, appended, planned)));
  }

  private static Accepted orThrow(Part part) {
    if (part instanceof Part.Kept kept) {
      return kept.accepted();
    }
    throw ((Part.Refused) part).problem();
  }

  /** All of them or, when one is no event, none. */
  CompletableFuture<List<Part>> acceptBatch(Incoming in, Caller caller) {
    List<Event> events = reader.batch(in, source(caller));
    List<Part> parts = new ArrayList<>(events.size());
    for (Event event : events) {
      parts.add(new Part.Read(parts.size(), event));
    }
    return acceptAll(parts, caller);
  }

  /** One line of a request, read and not yet kept. */
  Part line(Incoming request, byte[] line, int number, Caller caller) {
    try {
      return new Part.Read(number, reader.line(request, line, number, source(caller)));
    } catch (Malformed fault) {
      return new Part.Refused(number, null, Problems.of(fault));
    }
  }

  /**
   * Keeps what can be read of the parts, in one go and in their order; each comes back kept or
   * refused, at its own place.
   */
  CompletableFuture<List<Part>> acceptAll(List<Part> parts, Caller caller) {
    List<Part> checked = parts.stream().map(part -> checked(part, caller)).toList();
    List<Part.Read> good =
        checked.stream().filter(Part.Read.class::isInstance).map(Part.Read.class::cast).toList();
    if (good.isEmpty()) {
      return CompletableFuture.completedFuture(checked);
    }
    List<Entry> entries =
        good.stream()
            .map(each -> new Entry(each.event(), caller.name(), routes.plan(each.event())))
            .toList();
    return journal.append(entries).thenApply(appended -> merged(checked, entries, appended));
  }

  private Part checked(Part part, Caller caller) {
    return part instanceof Part.Read read
        ? refused(read.event(), caller)
            .<Part>map(problem -> new Part.Refused(part.number(), read.event(), problem))
            .orElse(part)
        : part;
  }

  private static List<Part> merged(
      List<Part> checked, List<Entry> entries, List<Appended> appended) {
    List<Part> merged = new ArrayList<>(checked.size());
    int next = 0;
    for (Part part : checked) {
      if (part instanceof Part.Read read) {
        merged.add(
            part(part.number(), read.event(), appended.get(next), entries.get(next).planned()));
        next++;
      } else {
        merged.add(part);
      }
    }
    return merged;
  }

  /**
   * An event of a sender that cannot be told no. What is not as its schema says is a dead letter of
   * every route that would have taken it; what has the identity of an earlier event is its
   * duplicate, also when it differs, since providers' repeats do.
   */
  CompletableFuture<Accepted> acceptVerified(Event event, String caller, Executor threads) {
    List<Planned> plan = routes.plan(event);
    List<Planned> planned =
        refused(event).map(problem -> dead(plan, problem.detail())).orElse(plan);
    return journal
        .append(new Entry(event, caller, planned))
        .thenApplyAsync(appended -> verified(event, appended, planned), threads);
  }

  private static List<Planned> dead(List<Planned> plan, String detail) {
    return plan.stream()
        .map(
            each ->
                each instanceof Planned.Work
                    ? new Planned.Broken(each.route(), Reasons.SCHEMA_VIOLATION, detail)
                    : each)
        .toList();
  }

  private Accepted verified(Event event, Appended appended, List<Planned> planned) {
    if (!(appended instanceof Appended.Conflict conflict)) {
      return orThrow(part(0, event, appended, planned));
    }
    log.info("A repeat from {} differs from {}", event.source(), conflict.firstEid());
    StoredEvent first =
        journal
            .find(conflict.firstEid())
            .orElseGet(() -> StoredEvent.forgotten(conflict.firstEid(), event));
    return new Accepted(first.event(), true, started(onlyStart(planned), first.verdicts()));
  }

  /** Of plain JSON that names none. Callers with keys share no identities. */
  private static String source(Caller caller) {
    return caller.name().equals(Access.LOCAL_NAME) ? "/v1/events" : Paths.caller(caller.name());
  }

  private Optional<Problem> refused(Event event, Caller caller) {
    return caller.types().contains(event.type())
        ? refused(event)
        : Optional.of(
            Problem.of(
                403,
                "type-not-allowed",
                "Type not allowed",
                "The key "
                    + caller.name()
                    + " may not publish the type "
                    + event.type()
                    + ", only "
                    + caller.types()
                    + "."));
  }

  private Optional<Problem> refused(Event event) {
    List<Violation> violations = schemas.check(event);
    return violations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
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
                        .toList()));
  }

  private static Part part(int number, Event event, Appended appended, List<Planned> planned) {
    Optional<String> start = onlyStart(planned);
    if (appended instanceof Appended.Kept kept) {
      return new Part.Kept(
          number, new Accepted(kept.event(), false, started(start, kept.verdicts())));
    }
    if (appended instanceof Appended.Duplicate duplicate) {
      StoredEvent first = duplicate.first();
      return new Part.Kept(
          number, new Accepted(first.event(), true, started(start, first.verdicts())));
    }
    Appended.Conflict conflict = (Appended.Conflict) appended;
    return new Part.Refused(
        number,
        event,
        Problem.of(422, "identity-conflict", "Same identity, other content", conflict.detail())
            .with("firstEid", conflict.firstEid().toString()));
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

  /** A run that failed is a run all the same. What is stopped gives none for an unknown time. */
  private static boolean leadsToRun(Verdict verdict) {
    if (Reasons.PAUSED.equals(verdict.reason())
        || Reasons.WAITING_FOR_TURN.equals(verdict.reason())) {
      return false;
    }
    return LEADS_TO_RUN.contains(verdict.kind()) || verdict.runId() != null;
  }

  /** The workflow that stands for this event, as the verdict has it: never another event's. */
  private static Optional<String> started(Optional<String> route, List<Verdict> verdicts) {
    return route.flatMap(
        name ->
            verdicts.stream()
                .filter(each -> name.equals(each.route()) && leadsToRun(each))
                .flatMap(each -> Stream.ofNullable(each.workflowId()))
                .findFirst());
  }
}
