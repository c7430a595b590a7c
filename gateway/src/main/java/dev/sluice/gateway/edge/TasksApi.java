package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.task.Act;
import dev.sluice.gateway.task.Assignee;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.NotAWord;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.TaskQuery;
import dev.sluice.gateway.task.Voter;
import dev.sluice.gateway.task.Word;
import dev.sluice.gateway.task.WordReader;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/tasks}: the questions to people. The worker puts them, a person decides them or sees
 * to it that somebody does. Whose they are is for {@link Inbox} to say, not for the door.
 */
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
    routes.put(ONE, this::put, Role.worker);
    routes.get(ONE + "/kept", this::kept, Role.worker);
    routes.post(ONE + "/decision", this::decide, Role.known);
    routes.post(ONE + "/delegate", ctx -> act(ctx, Act.Kind.delegate), Role.known);
    routes.post(ONE + "/take-back", ctx -> act(ctx, Act.Kind.takeBack), Role.known);
    routes.post(ONE + "/people", ctx -> act(ctx, Act.Kind.add), Role.known);
    routes.post(ONE + "/comments", ctx -> act(ctx, Act.Kind.comment), Role.known);
  }

  private void list(Context ctx) {
    Query query = new Query(ctx, "state", "assignee", "limit", "cursor");
    String assignee = query.text("assignee");
    var page =
        inbox.list(
            new TaskQuery(
                query.oneOf("state", Task.State.class),
                assignee == null ? null : Assignee.of(assignee, Voters.of(ctx)),
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
    requireWorker(ctx);
    Word word = word(ctx);
    ctx.future(
        () ->
            inbox
                .put(word)
                .thenAcceptAsync(stored -> Json.answer(ctx, 200, view(stored)), threads));
  }

  /** Each under the name of the signal by which it goes to the run. */
  private void kept(Context ctx) {
    requireWorker(ctx);
    Task task = inbox.find(ctx.pathParam("id")).orElseThrow(() -> unknown(ctx));
    Json.answer(
        ctx,
        200,
        Json.list(
            inbox.kept(task.id()),
            said -> Json.object().set(said.signal(), Json.MAPPER.valueToTree(said)),
            null));
  }

  private static Word word(Context ctx) {
    String id = ctx.pathParam("id");
    try {
      Word word = WordReader.read(object(ctx));
      if (!word.task().id().equals(id)) {
        throw malformed("/id", "id must be that of the path: " + id + ".");
      }
      return word;
    } catch (NotAWord e) {
      throw malformed(e.pointer(), e.detail());
    }
  }

  private static void requireWorker(Context ctx) {
    if (Door.known(ctx).isByBrowser() || Door.who(ctx).person() != null) {
      throw Problem.of(
          403, "forbidden", "Not allowed", "This is for a worker's key, which is nobody's own.");
    }
  }

  private void decide(Context ctx) {
    JsonNode body = object(ctx);
    String choice = text(body, "decision");
    if (choice == null) {
      throw malformed("/decision", "decision must be one of the task's choices, as a string.");
    }
    String comment = text(body, "comment");
    Voter voter = Voters.of(ctx);
    ctx.future(
        () ->
            inbox
                .decide(ctx.pathParam("id"), choice, comment, voter)
                .thenAcceptAsync(decided -> answer(ctx, decided), threads));
  }

  private void act(Context ctx, Act.Kind kind) {
    JsonNode body = kind == Act.Kind.takeBack ? Json.object() : object(ctx);
    String person = text(body, "person");
    String comment = text(body, "comment");
    if (kind.isAboutSomebody() && (person == null || person.isBlank())) {
      throw malformed("/person", "person must be the id of one of people.members.");
    }
    if (kind == Act.Kind.comment && (comment == null || comment.isBlank())) {
      throw malformed("/comment", "comment must be a text that is not empty.");
    }
    Voter voter = Voters.of(ctx);
    ctx.future(
        () ->
            inbox
                .act(ctx.pathParam("id"), kind, person, comment, voter)
                .thenAcceptAsync(done -> answer(ctx, done), threads));
  }

  private static void answer(Context ctx, Decided decided) {
    if (decided instanceof Decided.Taken taken) {
      Json.answer(ctx, 200, view(taken.task()));
    } else if (decided instanceof Decided.Kept kept) {
      Json.answer(ctx, 202, view(kept.task()));
    } else {
      throw TaskProblems.of(ctx.pathParam("id"), decided);
    }
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
    return TaskProblems.of(ctx.pathParam("id"), new Decided.Unknown());
  }
}
