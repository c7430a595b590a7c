package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.run.Runs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code /v1/runs}: the workflows that events started. */
public final class RunsApi implements Edge.Api, AutoCloseable {

  private static final String PATH = "/v1/runs";
  private static final String ONE = PATH + "/{workflowId}";

  private final RunBook book;
  private final Runs runs;
  private final NewAttempts attempts;
  private final Executor threads;
  private final Streams streams;

  public RunsApi(RunBook book, Runs runs, NewAttempts attempts, Executor threads) {
    this.book = book;
    this.runs = runs;
    this.attempts = attempts;
    this.threads = threads;
    this.streams = new Streams(threads);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::list, Role.read);
    routes.get(ONE, this::one, Role.read);
    routes.get(ONE + "/stream", this::stream, Role.read);
    routes.post(ONE + "/cancel", this::cancel, Role.operate);
    routes.post(ONE + "/attempts", this::attempt, Role.operate);
  }

  private void list(Context ctx) {
    Query query = new Query(ctx, "status", "route", "limit", "cursor");
    var status = query.oneOf("status", RunJson.STATUSES);
    var route = query.text("route");
    int limit = query.limit();
    var cursor = query.text("cursor");
    var page = Query.withCursor(() -> book.list(status, route, limit, cursor));
    Json.answer(ctx, 200, Json.list(page.items(), RunJson::brief, page.next()));
  }

  private void one(Context ctx) {
    RunBook.Run run = find(ctx);
    ctx.future(
        () ->
            runs.look(run)
                .thenAcceptAsync(live -> Json.answer(ctx, 200, RunJson.full(live)), threads));
  }

  private void stream(Context ctx) {
    String id = find(ctx).target().workflowId();
    streams.answer(
        ctx,
        "run",
        () ->
            runs.look(book.find(id).orElseThrow(() -> unknown(id)))
                .thenApply(live -> new Streams.Look(RunJson.full(live), live.isOver())));
  }

  private void cancel(Context ctx) {
    RunBook.Run run = find(ctx);
    String reason = reason(Body.read(ctx));
    ctx.future(
        () -> runs.cancel(run, reason).thenAcceptAsync(asked -> answer(ctx, run, asked), threads));
  }

  private static void answer(Context ctx, RunBook.Run run, Runs.Asked asked) {
    switch (asked) {
      case taken -> Json.answer(ctx, 202, RunJson.brief(run));
      case notOpen ->
          throw Problem.of(
              409,
              "run-not-open",
              "Nothing to cancel",
              "The run " + run.target().workflowId() + " has not started yet or has ended.");
      case unavailable ->
          throw Problem.of(
                  503,
                  "engine-unavailable",
                  "Temporal is away",
                  "Temporal did not take the request. Nothing was cancelled. Send it again.")
              .withHeader("Retry-After", "5");
    }
  }

  private void attempt(Context ctx) {
    RunBook.Run run = find(ctx);
    String by = Door.actor(ctx);
    ctx.future(
        () -> attempts.begin(run, by).thenAcceptAsync(asked -> answer(ctx, run, asked), threads));
  }

  private void answer(Context ctx, RunBook.Run run, NewAttempts.Asked asked) {
    String id = run.target().workflowId();
    if (asked instanceof NewAttempts.Asked.Begun begun) {
      ctx.header("Location", Paths.run(begun.workflowId()));
      Json.answer(ctx, 202, RunJson.brief(book.find(begun.workflowId()).orElseThrow()));
    } else if (asked instanceof NewAttempts.Asked.CannotStart cannot) {
      throw Problem.of(409, "cannot-start", "Cannot be started as things are", cannot.detail());
    } else {
      throw Problem.of(
          409,
          "run-not-over",
          "The run has not ended",
          "A new attempt of " + id + " begins only when that run has ended.");
    }
  }

  private static @Nullable String reason(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    JsonNode reason = StrictJson.value(body).path("reason");
    if (!reason.isMissingNode() && !reason.isTextual()) {
      throw TasksApi.malformed("/reason", "reason must be a string.");
    }
    return reason.textValue();
  }

  private RunBook.Run find(Context ctx) {
    String id = ctx.pathParam("workflowId");
    return attempts.find(id).orElseThrow(() -> unknown(id));
  }

  private static Problem unknown(String id) {
    return Problem.of(404, "no-such-run", "No such run", "No event started a run " + id + ".");
  }

  @Override
  public void close() {
    streams.close();
  }
}
