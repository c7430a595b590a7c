package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Finding;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.RouteTable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One event: why it came to what it did, what it belongs to, and what it says. */
final class EventPage implements Edge.Api {

  private static final int MOST_IN_TREE = 200;

  private final Journal journal;
  private final EventLists events;
  private final Supplier<RouteTable> table;
  private final Pages pages;

  EventPage(Shown shown, Pages pages) {
    this.journal = shown.journal();
    this.events = shown.events();
    this.table = shown.table();
    this.pages = pages;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.EVENTS + "/{eid}", this::show, Role.read);
  }

  private void show(Context ctx) {
    StoredEvent stored = Finding.event(journal, ctx.pathParam("eid"));
    RouteTable now = table.get();
    var related = events.correlated(stored.event().correlationId(), MOST_IN_TREE);
    pages.show(
        ctx,
        "event",
        new EventView(
            pages.frame(ctx, Area.events, stored.event().type()),
            stored,
            Words.payload(stored.event().data()),
            why(stored, now),
            others(stored, now),
            tree(related.items(), stored),
            related.next() == null));
  }

  private static List<EventView.Why> why(StoredEvent stored, RouteTable now) {
    Map<String, Integer> attempts = new HashMap<>();
    List<EventView.Why> why = new ArrayList<>();
    for (Verdict verdict : stored.verdicts()) {
      String route = verdict.route();
      // Each new attempt of a run has a verdict of its own, after the one before.
      int attempt = route == null ? 1 : attempts.merge(route, 1, Integer::sum);
      why.add(
          new EventView.Why(
              verdict,
              route == null ? null : now.find(route).orElse(null),
              new DeadLetter.Id(stored.event().eid(), route, attempt).toString()));
    }
    return why;
  }

  private static List<Route> others(StoredEvent stored, RouteTable now) {
    Set<String> told =
        stored.verdicts().stream()
            .map(Verdict::route)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return now.routes().stream().filter(route -> !told.contains(route.name())).toList();
  }

  /** Each under the one that caused it, where that is among them and came before. */
  private static List<EventView.Node> tree(List<StoredEvent> oldestFirst, StoredEvent here) {
    Map<String, EventView.Node> nodes = new HashMap<>();
    List<EventView.Node> roots = new ArrayList<>();
    for (StoredEvent each : oldestFirst) {
      var node = new EventView.Node(each, each.seq() == here.seq(), new ArrayList<>());
      String causation = each.event().causationId();
      EventView.Node cause = causation == null ? null : nodes.get(causation);
      (cause == null ? roots : cause.caused()).add(node);
      nodes.put(each.event().eid().toString(), node);
    }
    return roots;
  }
}
