package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.schema.CannotUpcast;
import dev.sluice.gateway.schema.SchemaCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one configuration file. Immutable, so safe for many threads; a reload makes
 * another.
 */
public final class RouteTable implements Routes {

  private final List<Route> routes;
  private final Map<String, Route> byName = new HashMap<>();
  private final TypeIndex index;
  private final SchemaCheck schemas;

  public RouteTable(List<Route> routes) {
    this(routes, SchemaCheck.none());
  }

  /**
   * The names differ: whoever reads the file has checked that.
   *
   * @param schemas bring each event to the version that routes are written for
   */
  public RouteTable(List<Route> routes, SchemaCheck schemas) {
    this.schemas = schemas;
    this.routes = List.copyOf(routes);
    this.routes.forEach(route -> byName.put(route.name(), route));
    this.index = new TypeIndex(this.routes.stream().map(Route::on).toList());
  }

  /** In the file's order. */
  public List<Route> routes() {
    return routes;
  }

  /** In the file's order. */
  public List<String> names() {
    return routes.stream().map(Route::name).toList();
  }

  public Optional<Route> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether any route takes events of this type, conditions aside. */
  public boolean matches(String type) {
    return index.matching(type).length > 0;
  }

  @Override
  public List<Planned> plan(Event event) {
    int[] matching = index.matching(event.type());
    if (matching.length == 0) {
      return List.of();
    }
    List<Planned> planned = new ArrayList<>(matching.length);
    try {
      EventView view = new EventView(schemas.newest(event));
      for (int place : matching) {
        planned.add(routes.get(place).plan(view));
      }
    } catch (CannotUpcast e) {
      for (int place : matching) {
        planned.add(broken(routes.get(place).name(), e));
      }
    }
    return List.copyOf(planned);
  }

  /** Every route, also those that do not match: for a dry run. */
  public List<RouteTrace> explain(Event event) {
    // A dry run tells of a failed up-cast beside its routes.
    EventView view = new EventView(schemas.judge(event).read());
    List<RouteTrace> traces = new ArrayList<>(routes.size());
    int[] matching = index.matching(event.type());
    for (int place = 0; place < routes.size(); place++) {
      Route route = routes.get(place);
      boolean matches = Arrays.binarySearch(matching, place) >= 0;
      traces.add(
          new RouteTrace(
              route.name(),
              route.on().stream().map(TypeGlob::text).toList(),
              matches,
              route.when() == null ? null : route.when().text(),
              matches ? route.plan(view) : null,
              route.retry()));
    }
    return List.copyOf(traces);
  }

  @Override
  public Planned again(String route, Event event, @Nullable JsonNode enriched) {
    Route found = byName.get(route);
    if (found == null) {
      return new Planned.Broken(
          route, Route.ROUTE_GONE, "route " + route + " is not in the configuration any more");
    }
    try {
      return found.act(new EventView(schemas.newest(event)), enriched);
    } catch (CannotUpcast e) {
      return broken(route, e);
    }
  }

  @Override
  public Optional<Retry> retry(String route) {
    return find(route).map(Route::retry);
  }

  private static Planned broken(String route, CannotUpcast why) {
    return new Planned.Broken(route, Route.UPCAST_FAILED, why.why());
  }
}
