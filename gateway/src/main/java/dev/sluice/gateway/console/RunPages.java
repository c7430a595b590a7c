package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Health;
import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.journal.Page;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.RunFinder;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.run.LiveRun;
import dev.sluice.gateway.run.Runs;
import dev.sluice.gateway.task.Inbox;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workflows that events started, and each one's ledger. */
final class RunPages implements Edge.Api {

  static final List<String> STATUSES =
      Stream.concat(Stream.of(RunBook.HELD), Arrays.stream(RunStatus.values()).map(RunStatus::name))
          .toList();

  private static final int PAGE = 50;

  private final RunBook book;
  private final RunFinder finder;
  private final UnderWay<RunFinder.Found, LiveRun> looks;
  private final Health health;
  private final Inbox inbox;
  private final AboutInfo.Temporal temporal;
  private final Supplier<RouteTable> table;
  private final Pages pages;
  private final Turns turns;
  private final Executor threads;
  private final RunActs acts;

  RunPages(Shown shown, Pages pages, Turns turns, Executor threads) {
    this.book = shown.journal().runs();
    this.finder = shown.finder();
    this.looks = new UnderWay<>(found -> look(shown.runs(), found));
    this.health = shown.health();
    this.inbox = shown.inbox();
    this.temporal = shown.about().temporal();
    this.table = shown.table();
    this.pages = pages;
    this.turns = turns;
    this.threads = threads;
    this.acts = new RunActs(shown, threads);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.RUNS, this::list, Role.read);
    routes.get(Links.RUN, this::one, Role.read);
    acts.routes(routes);
  }

  private void list(Context ctx) {
    Asked asked = new Asked(ctx);
    String status = asked.oneOf("status", STATUSES);
    String route = asked.text("route");
    if (!asked.form().isUnderstood()) {
      ctx.status(400);
      show(ctx, asked, new Page<>(List.of(), null));
      return;
    }
    show(
        ctx,
        asked,
        Asked.withCursor(
            ctx.queryParam("cursor"),
            cursor -> turns.take(() -> book.list(status, route, PAGE, cursor))));
  }

  private void show(Context ctx, Asked asked, Page<RunBook.Run> page) {
    pages.show(
        ctx,
        "runs",
        new RunsView(
            pages.frame(ctx, Area.runs, "Runs"),
            asked.form(),
            page.items(),
            health.engine().state(),
            table.get().names(),
            asked.older(Links.RUNS, page.next())));
  }

  static RunFinder.Found find(Context ctx, RunFinder finder) {
    Asked asked = new Asked(ctx);
    String id = ctx.queryParam("id");
    String namespace = asked.text("namespace");
    String run = asked.text("run");
    if (id == null || id.isEmpty()) {
      throw noSuchRun("Which run? Its address ends with ?id= and its workflow id.");
    }
    return finder
        .find(id, namespace, run)
        .orElseThrow(() -> noSuchRun("No event started a run " + id + "."));
  }

  private static Problem noSuchRun(String detail) {
    return Problem.of(404, "no-such-run", "No such run", detail);
  }

  private void one(Context ctx) {
    RunFinder.Found found = find(ctx, finder);
    ctx.future(
        () -> looks.of(found).thenAcceptAsync(live -> show(ctx, view(ctx, found, live)), threads));
  }

  private static CompletableFuture<LiveRun> look(Runs runs, RunFinder.Found found) {
    return found.isNewest() ? runs.look(found.run()) : runs.lookBack(found.run());
  }

  private void show(Context ctx, RunView view) {
    String mark = Pages.mark(pages.render("runState", view));
    if (!Pages.isPoll(ctx)) {
      pages.show(ctx, "run", view.marked(mark));
    } else if (mark.equals(ctx.queryParam("seen"))) {
      ctx.status(204);
    } else {
      pages.show(ctx, "runNews", view.marked(mark));
    }
  }

  private RunView view(Context ctx, RunFinder.Found found, LiveRun live) {
    return new RunView(
        pages.frame(ctx, Area.runs, live.run().target().workflowId()),
        live,
        found.isNewest(),
        finder.attempts(found.run()),
        found.isNewest() ? inbox.openOf(live.run().target().workflowId()) : List.of(),
        inTemporal(live),
        null);
  }

  private @Nullable String inTemporal(LiveRun live) {
    String ui = temporal.uiUrl();
    if (ui == null || live.runId() == null) {
      return null;
    }
    String own = live.run().target().namespace();
    return (ui.endsWith("/") ? ui : ui + "/")
        + "namespaces/"
        + segment(own.isEmpty() ? temporal.namespace() : own)
        + "/workflows/"
        + segment(live.run().target().workflowId())
        + "/"
        + segment(live.runId());
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
