package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Health;
import dev.sluice.gateway.edge.Role;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** How the process is doing. */
final class HealthPage implements Edge.Api {

  private final Health health;
  private final AboutInfo about;
  private final Pages pages;

  HealthPage(Shown shown, Pages pages) {
    this.health = shown.health();
    this.about = shown.about();
    this.pages = pages;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.HEALTH, this::show, Role.read);
  }

  private void show(Context ctx) {
    Frame frame = pages.frame(ctx, Area.health, "Health");
    pages.show(ctx, "health", new HealthView(frame, health.now(), about));
  }
}
