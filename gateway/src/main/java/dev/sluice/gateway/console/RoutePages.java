package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.RouteStates;
import dev.sluice.gateway.edge.Visitor;
import dev.sluice.gateway.journal.Stops;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** How each route is doing, and holding one for a while. */
final class RoutePages implements Edge.Api {

  private final RouteStates states;
  private final Stops stops;
  private final Pages pages;
  private final Executor threads;

  RoutePages(Shown shown, Pages pages, Executor threads) {
    this.states = shown.routes();
    this.stops = shown.journal().stops();
    this.pages = pages;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.ROUTES, this::list, Role.read);
    routes.post(Links.ROUTES + "/{name}/pause", this::pause, Role.operate);
    routes.post(Links.ROUTES + "/{name}/resume", this::resume, Role.operate);
  }

  private void list(Context ctx) {
    pages.show(
        ctx, "routes", new RoutesView(pages.frame(ctx, Area.routes, "Routes"), states.all()));
  }

  private void pause(Context ctx) {
    String name = states.known(ctx.pathParam("name"));
    backAfter(ctx, stops.pause(name, Visitor.actor(ctx)), Notice.paused);
  }

  private void resume(Context ctx) {
    String name = states.known(ctx.pathParam("name"));
    backAfter(ctx, stops.resume(name, Visitor.actor(ctx)), Notice.resumed);
  }

  private void backAfter(Context ctx, CompletableFuture<?> change, Notice notice) {
    ctx.future(() -> change.thenAcceptAsync(made -> notice.leadTo(ctx, Links.ROUTES), threads));
  }
}
