package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Visitor;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.RunFinder;
import dev.sluice.gateway.run.Runs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.concurrent.Executor;

/** A run is asked to cancel, or done once more. */
final class RunActs implements Edge.Api {

  private static final int MOST_WORDS = 4096;

  private final RunFinder finder;
  private final Runs runs;
  private final NewAttempts attempts;
  private final Executor threads;

  RunActs(Shown shown, Executor threads) {
    this.finder = shown.finder();
    this.runs = shown.runs();
    this.attempts = shown.attempts();
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(Links.RUN + "/cancel", this::cancel, Role.operate);
    routes.post(Links.RUN + "/attempts", this::attempt, Role.operate);
  }

  private void cancel(Context ctx) {
    RunFinder.Found found = RunPages.find(ctx, finder);
    String why = Objects.requireNonNullElse(Forms.field(ctx, "reason"), "").strip();
    if (why.length() > MOST_WORDS) {
      throw Asked.bad("reason", "The reason has at most " + MOST_WORDS + " characters.");
    }
    String back = Links.run(found.run());
    if (!found.isNewest()) {
      // What runs under its id now is another.
      Notice.cancelNotOpen.leadTo(ctx, back);
      return;
    }
    ctx.future(
        () ->
            runs.cancel(found.run(), why.isEmpty() ? null : why)
                .thenAcceptAsync(asked -> notice(asked).leadTo(ctx, back), threads));
  }

  private static Notice notice(Runs.Asked asked) {
    return switch (asked) {
      case taken -> Notice.cancelTaken;
      case notOpen -> Notice.cancelNotOpen;
      case unavailable -> Notice.cancelUnavailable;
    };
  }

  private void attempt(Context ctx) {
    RunBook.Run run = RunPages.find(ctx, finder).run();
    ctx.future(
        () ->
            attempts
                .begin(run, Visitor.actor(ctx))
                .thenAcceptAsync(asked -> answer(ctx, run, asked), threads));
  }

  private static void answer(Context ctx, RunBook.Run run, NewAttempts.Asked asked) {
    if (asked instanceof NewAttempts.Asked.Begun begun) {
      Notice.begun.leadTo(ctx, Links.run(begun.workflowId(), null));
    } else if (asked instanceof NewAttempts.Asked.CannotStart cannot) {
      throw Problem.of(409, "cannot-start", "Cannot be started as things are", cannot.detail());
    } else {
      Notice.notOver.leadTo(ctx, Links.run(run));
    }
  }
}
