package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RouteNumbers;
import dev.sluice.gateway.journal.RouteNumbers.Counted;
import dev.sluice.gateway.journal.RouteRates;
import dev.sluice.gateway.journal.Stops.Pause;
import dev.sluice.gateway.route.Nearest;
import dev.sluice.gateway.route.RouteTable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code /v1/routes}: how each route is doing, and holding one for a while. A route that the
 * configuration has no more is listed as long as something of it waits, is dead, or is paused.
 */
public final class RoutesApi implements Edge.Api {

  private static final String PATH = "/v1/routes";
  private static final String ONE = PATH + "/{name}";

  private final Supplier<RouteTable> inForce;
  private final Journal journal;
  private final RouteNumbers numbers;
  private final RouteRates rates;
  private final Executor threads;

  public RoutesApi(
      Supplier<RouteTable> inForce,
      Journal journal,
      RouteNumbers numbers,
      RouteRates rates,
      Executor threads) {
    this.inForce = inForce;
    this.journal = journal;
    this.numbers = numbers;
    this.rates = rates;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::list, Role.read);
    routes.get(ONE, this::one, Role.read);
    routes.post(ONE + "/pause", this::pause, Role.operate);
    routes.post(ONE + "/resume", this::resume, Role.operate);
  }

  private void list(Context ctx) {
    Query unused = new Query(ctx);
    Json.answer(ctx, 200, Json.list(all(), each -> each, null));
  }

  private void one(Context ctx) {
    String name = known(ctx);
    Json.answer(ctx, 200, json(inForce.get(), name, numbers.read()));
  }

  private void pause(Context ctx) {
    String name = known(ctx);
    String by = Door.actor(ctx);
    answerAfter(ctx, name, journal.stops().pause(name, by));
  }

  private void resume(Context ctx) {
    String name = known(ctx);
    String by = Door.actor(ctx);
    answerAfter(ctx, name, journal.stops().resume(name, by));
  }

  private void answerAfter(Context ctx, String name, CompletableFuture<?> change) {
    ctx.future(
        () ->
            change.thenAcceptAsync(
                done -> Json.answer(ctx, 200, json(inForce.get(), name, numbers.readAnew())),
                threads));
  }

  private List<ObjectNode> all() {
    RouteTable table = inForce.get();
    Counted counted = numbers.read();
    return names(table, counted).stream().map(name -> json(table, name, counted)).toList();
  }

  /** Those of the file in its order, then those that are gone and have left something. */
  private List<String> names(RouteTable table, Counted counted) {
    List<String> names = new ArrayList<>(table.names());
    Set<String> gone = new TreeSet<>(journal.stops().paused().keySet());
    counted
        .byRoute()
        .forEach(
            (name, each) -> {
              if (RouteJson.hasLeftovers(each)) {
                gone.add(name);
              }
            });
    gone.removeAll(table.names());
    names.addAll(gone);
    return names;
  }

  private ObjectNode json(RouteTable table, String name, Counted counted) {
    Pause pause = journal.stops().paused().get(name);
    return RouteJson.of(name, table.find(name), pause, counted, rates);
  }

  /** A name that is in force, or has left something: else the nearest is named. */
  private String known(Context ctx) {
    String name = ctx.pathParam("name");
    List<String> names = names(inForce.get(), numbers.read());
    if (names.contains(name)) {
      return name;
    }
    String hint =
        Nearest.to(name, names)
            .map(near -> "Did you mean " + near + "?")
            .orElseGet(() -> "There are: " + String.join(", ", names) + ".");
    throw Problem.of(
        404, "no-such-route", "No such route", "There is no route " + name + ". " + hint);
  }
}
