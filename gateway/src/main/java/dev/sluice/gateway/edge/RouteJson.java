package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.RouteNumbers.Counted;
import dev.sluice.gateway.journal.RouteNumbers.LastError;
import dev.sluice.gateway.journal.RouteNumbers.Numbers;
import dev.sluice.gateway.journal.RouteRates;
import dev.sluice.gateway.journal.Stops.Pause;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.TypeGlob;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A route as the API gives it: what it does, how it is doing. */
final class RouteJson {

  private RouteJson() {}

  static ObjectNode of(
      String name,
      Optional<Route> route,
      @Nullable Pause pause,
      Counted counted,
      RouteRates rates) {
    Numbers numbers = counted.of(name);
    ObjectNode json = Json.object().put("name", name);
    route.ifPresent(found -> putPlan(json, found));
    json.put("state", pause != null ? "paused" : route.isPresent() ? "running" : "removed");
    if (pause != null) {
      json.put("pausedAt", pause.at().toString()).put("pausedBy", pause.by());
    }
    json.put("configured", route.isPresent());
    json.put("held", numbers.of(Kind.held)).put("dead", numbers.of(Kind.dead));
    ObjectNode verdicts = json.putObject("verdicts");
    for (Kind kind : Kind.values()) {
      if (numbers.of(kind) > 0) {
        verdicts.put(kind.name(), numbers.of(kind));
      }
    }
    json.put("countedAt", counted.at().toString());
    ObjectNode taken = json.putObject("events");
    for (int minutes : new int[] {1, 5, 15}) {
      taken.put("last" + minutes + "m", rates.inLast(minutes, name));
    }
    LastError last = numbers.lastError();
    if (last != null) {
      ObjectNode error = json.putObject("lastError").put("at", last.at().toString());
      EventJson.put(error, "reason", last.reason());
      EventJson.put(error, "error", last.error());
    }
    json.putObject("links").put("self", Paths.route(name));
    return json;
  }

  /** Whether a route that is gone is still of interest. */
  static boolean hasLeftovers(Numbers numbers) {
    return numbers.of(Kind.held) + numbers.of(Kind.dead) > 0;
  }

  private static void putPlan(ObjectNode json, Route route) {
    var on = json.putArray("on");
    route.on().stream().map(TypeGlob::text).forEach(on::add);
    if (route.when() != null) {
      json.put("when", route.when().text());
    }
    json.put("action", route.action().word());
    ActionPlan action =
        route.action() instanceof ActionPlan.SignalWithStart both ? both.start() : route.action();
    if (action instanceof ActionPlan.Start start) {
      json.put("workflow", start.workflow());
    }
    Retry retry = route.retry();
    if (retry != null) {
      ObjectNode put = json.putObject("retry").put("attempts", retry.attempts());
      put.put("backoff", retry.backoff().toSeconds() + "s").put("factor", retry.factor());
    }
  }
}
