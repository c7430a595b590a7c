package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.TaskQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tasks}: the questions to people. The worker puts them, a person decides them. */
public final class TasksApi implements Edge.Api {

  private static final String PATH = "/v1/tasks";
  private static final String ONE = PATH + "/{id}";
  private static final int MAX_COMMENT = 4096;

  private final Inbox inbox;
  private final Executor threads;

  public TasksApi(Inbox inbox, Executor threads) {
    this.inbox = inbox;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::list, Role.read);
    routes.get(ONE, this::one, Role.read);
    routes.put(ONE, this::put, Role.operate);
    routes.post(ONE + "/decision", this::decide, Role.operate);
  }

  private void list(Context ctx) {
    Query query = new Query(ctx, "state", "assignee", "limit", "cursor");
    var page =
        inbox.list(
            new TaskQuery(
                query.oneOf("state", Task.State.class),
                query.text("assignee"),
                query.limit(),
                before(query.text("cursor"))));
    Long next = page.next();
    Json.answer(
        ctx,
        200,
        Json.list(page.tasks(), TasksApi::view, next == null ? null : Long.toString(next)));
  }

  private static @Nullable Long before(@Nullable String cursor) {
    return cursor == null ? null : Query.withCursor(() -> Long.valueOf(cursor));
  }

  private void one(Context ctx) {
    Task task = inbox.find(ctx.pathParam("id")).orElseThrow(() -> unknown(ctx));
    Json.answer(ctx, 200, view(task));
  }

  private void put(Context ctx) {
    Task task = new TaskReader(object(ctx)).task(ctx.pathParam("id"));
    ctx.future(
        () ->
            inbox
                .put(task)
                .thenAcceptAsync(stored -> Json.answer(ctx, 200, view(stored)), threads));
  }

  private void decide(Context ctx) {
    JsonNode body = object(ctx);
    String choice = text(body, "decision");
    if (choice == null) {
      throw malformed("/decision", "decision must be one of the task's choices, as a string.");
    }
    String comment = text(body, "comment");
    String by = Door.actor(ctx);
    ctx.future(
        () ->
            inbox
                .decide(ctx.pathParam("id"), choice, comment, by)
                .thenAcceptAsync(decided -> answer(ctx, decided), threads));
  }

  private static void answer(Context ctx, Decided decided) {
    if (decided instanceof Decided.Taken taken) {
      Json.answer(ctx, 200, view(taken.task()));
    } else if (decided instanceof Decided.Kept kept) {
      Json.answer(ctx, 202, view(kept.task()));
    } else if (decided instanceof Decided.TooLate late) {
      throw tooLate(late);
    } else if (decided instanceof Decided.NotOffered not) {
      String detail = "decision must be one of: " + String.join(", ", not.choices()) + ".";
      throw Problem.of(422, "not-offered", "Not offered", detail)
          .withErrors(List.of(FieldError.at("/decision", detail)));
    } else if (decided instanceof Decided.CommentMissing) {
      String detail = "This choice needs a comment: what was done by hand.";
      throw Problem.of(422, "comment-missing", "Comment missing", detail)
          .withErrors(List.of(FieldError.at("/comment", detail)));
    } else {
      throw unknown(ctx);
    }
  }

  private static Problem tooLate(Decided.TooLate late) {
    Decision first = late.first();
    Task task = late.task();
    if (first == null) {
      return Problem.of(
          409,
          "task-closed",
          "Too late",
          "The task " + task.id() + " is " + task.state() + "; nobody had decided it.");
    }
    String by = first.by() == null ? "somebody" : first.by();
    return Problem.of(
            409,
            "already-decided",
            "Already decided",
            "The task "
                + task.id()
                + " was decided before: "
                + first.decision()
                + ", by "
                + by
                + ".")
        .with("decision", first);
  }

  private static ObjectNode view(Task task) {
    ObjectNode view = Json.MAPPER.valueToTree(task);
    view.putObject("links")
        .put("self", Paths.task(task.id()))
        .put("run", Paths.run(task.workflowId()));
    return view;
  }

  private static JsonNode object(Context ctx) {
    JsonNode body = StrictJson.value(Body.read(ctx));
    if (!body.isObject()) {
      throw malformed("", "The body must be a JSON object.");
    }
    return body;
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().length() > MAX_COMMENT) {
      throw malformed(
          "/" + name, name + " must be a string of at most " + MAX_COMMENT + " characters.");
    }
    return value.textValue();
  }

  static Problem malformed(String pointer, String detail) {
    return Problem.of(400, "malformed-body", "Not as expected", detail)
        .withErrors(List.of(FieldError.at(pointer, detail)));
  }

  private static Problem unknown(Context ctx) {
    return Problem.of(
        404, "no-such-task", "No such task", "There is no task " + ctx.pathParam("id") + ".");
  }
}
