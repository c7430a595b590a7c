package dev.sluice.gateway.edge;

import dev.sluice.gateway.journal.Stops;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code /v1/routes}: how each route is doing, and holding one for a while. */
public final class RoutesApi implements Edge.Api {

  private static final String PATH = "/v1/routes";
  private static final String ONE = PATH + "/{name}";

  private final RouteStates states;
  private final Stops stops;
  private final Executor threads;

  public RoutesApi(RouteStates states, Stops stops, Executor threads) {
    this.states = states;
    this.stops = stops;
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
    Json.answer(ctx, 200, Json.list(states.all(), RouteJson::of, null));
  }

  private void one(Context ctx) {
    Json.answer(ctx, 200, RouteJson.of(states.one(known(ctx))));
  }

  private void pause(Context ctx) {
    String name = known(ctx);
    String by = Door.actor(ctx);
    answerAfter(ctx, name, stops.pause(name, by));
  }

  private void resume(Context ctx) {
    String name = known(ctx);
    String by = Door.actor(ctx);
    answerAfter(ctx, name, stops.resume(name, by));
  }

  private void answerAfter(Context ctx, String name, CompletableFuture<?> change) {
    ctx.future(
        () ->
            change.thenAcceptAsync(
                done -> Json.answer(ctx, 200, RouteJson.of(states.oneAnew(name))), threads));
  }

  private String known(Context ctx) {
    return states.known(ctx.pathParam("name"));
  }
}
