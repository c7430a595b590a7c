package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import java.time.Duration;
import java.util.List;

/**
 * Routes without a configuration: the event's subject is the workflow id, its type says what to do.
 */
public final class FixedRoutes implements Routes {

  public static final String QUEUE = "test";

  @Override
  public List<Planned> plan(Event event) {
    return List.of(again("order", event));
  }

  @Override
  public Planned again(String route, Event event) {
    String id = String.valueOf(event.subject());
    var input = Entries.json("{\"orderId\":\"" + id + "\",\"total\":12.10}");
    return switch (event.type()) {
      case "order.placed" ->
          new Planned.Work(route, new Action.Start(id, null, "Waiting", QUEUE, input, null, null));
      case "order.noted" -> signal(route, id, new Action.IfAbsent.Wait(Duration.ofMinutes(5)));
      case "order.noted.now" -> signal(route, id, new Action.IfAbsent.Dead());
      case "order.noted.maybe" -> signal(route, id, new Action.IfAbsent.Drop());
      case "order.stopped" ->
          new Planned.Work(
              route, new Action.Cancel(id, null, "no more", new Action.IfAbsent.Dead()));
      default -> new Planned.Broken(route, "routeGone", "No such route");
    };
  }

  private static Planned signal(String route, String id, Action.IfAbsent ifAbsent) {
    return new Planned.Work(
        route, new Action.Signal(id, null, "note", Entries.json("{\"n\":1}"), ifAbsent));
  }
}
