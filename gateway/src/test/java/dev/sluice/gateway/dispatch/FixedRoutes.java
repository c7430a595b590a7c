package dev.sluice.gateway.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Routes without a configuration: the event's subject is the workflow id, its type says what to do.
 */
public final class FixedRoutes implements Routes {

  public static final String QUEUE = "test";

  @Override
  public List<Planned> plan(Event event) {
    return List.of(again("order", event, null));
  }

  @Override
  public Planned again(String route, Event event, @Nullable JsonNode enriched) {
    String id = String.valueOf(event.subject());
    var input = Entries.json("{\"orderId\":\"" + id + "\",\"total\":12.10}");
    return switch (event.type()) {
      case "order.placed" ->
          new Planned.Work(route, new Action.Start(id, null, "Waiting", QUEUE, input, null, null));
      case "order.hurried" ->
          new Planned.Work(
              route,
              new Action.Start(id, null, "Waiting", QUEUE, input, Duration.ofSeconds(3), null));
      case "order.noted" -> signal(route, id, new Action.IfAbsent.Wait(Duration.ofMinutes(5)));
      case "order.noted.now" -> signal(route, id, new Action.IfAbsent.Dead());
      case "order.noted.maybe" -> signal(route, id, new Action.IfAbsent.Drop());
      case "order.stopped" ->
          new Planned.Work(
              route, new Action.Cancel(id, null, "no more", new Action.IfAbsent.Dead()));
      case "cart.item" -> joining(route, id, Action.IfClosed.dead);
      case "cart.item.again" -> joining(route, id, Action.IfClosed.restart);
      case "order.changed" -> update(route, id, "{\"n\":1}");
      case "order.changed.badly" -> update(route, id, "{\"n\":-1}");
      case "order.told" ->
          new Planned.Work(
              route, new Action.Publish("order.noted", id, null, Entries.json("{\"heard\":1}")));
      case "order.echoed" ->
          new Planned.Work(route, new Action.Publish("order.echoed", id, null, null));
      case "order.garbled" -> new Planned.Work(route, new Action.Publish("", id, null, null));
      default -> new Planned.Broken(route, "routeGone", "No such route");
    };
  }

  private static Planned joining(String route, String id, Action.IfClosed ifClosed) {
    var input = Entries.json("{\"orderId\":\"" + id + "\"}");
    var start = new Action.Start(id, null, "Waiting", QUEUE, input, null, null);
    return new Planned.Work(
        route, new Action.SignalWithStart(start, "note", Entries.json("{\"item\":1}"), ifClosed));
  }

  private static Planned update(String route, String id, String input) {
    return new Planned.Work(
        route,
        new Action.Update(
            id,
            null,
            "change",
            Entries.json(input),
            new Action.IfAbsent.Wait(Duration.ofMinutes(5))));
  }

  private static Planned signal(String route, String id, Action.IfAbsent ifAbsent) {
    return new Planned.Work(
        route, new Action.Signal(id, null, "note", Entries.json("{\"n\":1}"), ifAbsent));
  }
}
