package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.BulkRedriving;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Finding;
import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Visitor;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.Redrives;
import dev.sluice.gateway.journal.Redrives.Redrive;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** All dead letters that a filter names are tried again, after a look at what would come of it. */
final class RedrivePages implements Edge.Api {

  static final String REDRIVE = Links.DEAD_LETTERS + "/redrive";

  private static final String REPORT = Links.DEAD_LETTERS + "/redrives/";
  private static final int RATE = 50;
  private static final int MOST_RATE = 1_000;

  private final Redrives redrives;
  private final BulkRedriving bulk;
  private final Pages pages;
  private final Turns turns;
  private final Executor threads;

  RedrivePages(Shown shown, Pages pages, Turns turns, Executor threads) {
    this.redrives = shown.journal().redrives();
    this.bulk = shown.bulk();
    this.pages = pages;
    this.turns = turns;
    this.threads = threads;
  }

  static String report(String id) {
    return REPORT + id;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(REDRIVE, this::dryRun, Role.operate);
    routes.post(REDRIVE, this::begin, Role.operate);
    routes.get(REPORT + "{id}", this::report, Role.read);
  }

  private void dryRun(Context ctx) {
    Asked asked = new Asked(ctx);
    Filter filter = DeadLetterPages.filter(asked);
    Map<String, String> understood = asked.understood();
    pages.show(
        ctx,
        "redrive",
        new RedriveView(
            pages.frame(ctx, Area.deadLetters, "Redrive"),
            understood,
            turns.take(() -> bulk.dryRun(filter)),
            UUID.randomUUID().toString()));
  }

  /** The filter is in the address, as it was for the dry run. */
  private void begin(Context ctx) {
    Asked asked = new Asked(ctx);
    Filter filter = DeadLetterPages.filter(asked);
    asked.understood();
    String id = id(Forms.field(ctx, "id"));
    int rate = rate(Forms.field(ctx, "rate"));
    String by = Visitor.actor(ctx);
    ctx.future(
        () ->
            bulk.begin(id, filter, rate, by)
                .thenAcceptAsync(
                    begun -> ctx.redirect(report(begun.id()), HttpStatus.SEE_OTHER), threads));
  }

  private static String id(@Nullable String asked) {
    try {
      return UUID.fromString(Objects.requireNonNullElse(asked, "")).toString();
    } catch (IllegalArgumentException e) {
      throw Asked.bad("id", "This form is not one of the console's. Begin at the dead letters.");
    }
  }

  private static int rate(@Nullable String asked) {
    String rate = asked == null || asked.isBlank() ? Integer.toString(RATE) : asked.strip();
    if (!rate.matches("[1-9]\\d{0,3}") || Integer.parseInt(rate) > MOST_RATE) {
      throw Asked.bad(
          "rate", "The rate is a number of dead letters a second, from 1 to " + MOST_RATE + ".");
    }
    return Integer.parseInt(rate);
  }

  private void report(Context ctx) {
    Redrive redrive = Finding.redrive(redrives, ctx.pathParam("id"));
    Frame frame = pages.frame(ctx, Area.deadLetters, "Redrive");
    RedriveReportView view = new RedriveReportView(frame, redrive, redrives.report(redrive), null);
    String mark = Pages.mark(pages.render("redriveState", view));
    if (!Pages.isPoll(ctx)) {
      pages.show(ctx, "redriveReport", view.marked(mark));
    } else if (mark.equals(ctx.queryParam("seen"))) {
      ctx.status(204);
    } else {
      pages.show(ctx, "redriveNews", view.marked(mark));
    }
  }
}
