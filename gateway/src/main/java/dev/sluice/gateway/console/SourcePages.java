package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.Refused;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/** The sources of webhooks, and what was refused of each. */
final class SourcePages implements Edge.Api {

  private static final int OF_EACH = 3;
  private static final int OF_ALL = 30;

  private final Supplier<Rules> rules;
  private final Refusals refusals;
  private final Pages pages;

  SourcePages(Shown shown, Pages pages) {
    this.rules = shown.rules();
    this.refusals = shown.refusals();
    this.pages = pages;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.SOURCES, this::list, Role.read);
  }

  private void list(Context ctx) {
    Frame frame = pages.frame(ctx, Area.sources, "Sources");
    boolean isShown = frame.mayOperate();
    List<SourcesView.One> sources =
        rules.get().sources().all().stream()
            .map(
                each ->
                    new SourcesView.One(
                        each,
                        isShown ? refusals.list(each.name(), OF_EACH, null).items() : List.of()))
            .toList();
    List<Refused> all = isShown ? refusals.list(null, OF_ALL, null).items() : List.of();
    pages.show(ctx, "sources", new SourcesView(frame, sources, all));
  }
}
