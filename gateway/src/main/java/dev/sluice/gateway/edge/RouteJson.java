package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.RouteNumbers.LastError;
import dev.sluice.gateway.journal.RouteNumbers.Numbers;
import dev.sluice.gateway.journal.Stops.Pause;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.TypeGlob;

/** A route as the API gives it: what it does, how it is doing. */
final class RouteJson {

  private RouteJson() {}

  static ObjectNode of(RouteStates.State state) {
    Numbers numbers = state.numbers();
    ObjectNode json = Json.object().put("name", state.name());
    Route route = state.route();
    if (route != null) {
      putPlan(json, route);
    }
    json.put("state", state.word());
    Pause pause = state.pause();
    if (pause != null) {
      json.put("pausedAt", pause.at().toString()).put("pausedBy", pause.by());
    }
    json.put("configured", route != null);
    json.put("held", numbers.of(Kind.held)).put("dead", numbers.of(Kind.dead));
    ObjectNode verdicts = json.putObject("verdicts");
    for (Kind kind : Kind.values()) {
      if (numbers.of(kind) > 0) {
        verdicts.put(kind.name(), numbers.of(kind));
      }
    }
    json.put("countedAt", state.countedAt().toString());
    ObjectNode taken = json.putObject("events");
    taken.put("last1m", state.last1m());
    taken.put("last5m", state.last5m());
    taken.put("last15m", state.last15m());
    LastError last = numbers.lastError();
    if (last != null) {
      ObjectNode error = json.putObject("lastError").put("at", last.at().toString());
      EventJson.put(error, "reason", last.reason());
      EventJson.put(error, "error", last.error());
    }
    json.putObject("links").put("self", Paths.route(state.name()));
    return json;
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
