package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.deadletter.BulkRedriving;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.DeadLetters;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Redrives.Redrive;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/dead-letters}: what could not be done, and doing it after all. */
public final class DeadLettersApi implements Edge.Api {

  private static final String PATH = "/v1/dead-letters";
  private static final String ONE = PATH + "/{id}";
  private static final int MAX_REASON = 4096;

  private final Journal journal;
  private final DeadLetters letters;
  private final Supplier<Redriving> redriving;
  private final BulkRedriving bulk;
  private final Executor threads;

  public DeadLettersApi(
      Journal journal, Supplier<Redriving> redriving, BulkRedriving bulk, Executor threads) {
    this.journal = journal;
    this.letters = journal.deadLetters();
    this.redriving = redriving;
    this.bulk = bulk;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::list, Role.read);
    routes.post(PATH + "/redrive", this::redriveAll, Role.operate);
    routes.get(PATH + "/redrives/{id}", this::report, Role.read);
    routes.get(ONE, this::one, Role.read);
    routes.post(ONE + "/redrive", this::redrive, Role.operate);
    routes.post(ONE + "/discard", this::discard, Role.operate);
  }

  private void list(Context ctx) {
    Query query =
        new Query(ctx, "reason", "route", "type", "since", "until", "group", "limit", "cursor");
    Filter filter =
        new Filter(
            query.text("reason"),
            query.text("route"),
            query.types("type"),
            query.time("since"),
            query.time("until"));
    int limit = query.limit();
    String cursor = query.text("cursor");
    if ("true".equals(query.oneOf("group", List.of("true", "false")))) {
      Json.answer(ctx, 200, Json.list(letters.groups(filter), DeadLetterJson::group, null));
      return;
    }
    var page = Query.withCursor(() -> letters.list(filter, limit, cursor));
    Json.answer(ctx, 200, Json.list(page.items(), DeadLetterJson::brief, page.next()));
  }

  private void one(Context ctx) {
    Json.answer(ctx, 200, DeadLetterJson.full(find(ctx)));
  }

  private void redrive(Context ctx) {
    DeadLetter letter = find(ctx);
    String by = Door.actor(ctx);
    ctx.future(
        () ->
            redriving
                .get()
                .redrive(letter, by)
                .thenAcceptAsync(redriven -> answer(ctx, letter, redriven), threads));
  }

  private void answer(Context ctx, DeadLetter letter, Redriven redriven) {
    if (redriven instanceof Redriven.StillDead dead) {
      throw Problem.of(
              409,
              "still-dead",
              "Cannot be redriven as things are",
              dead.reason() + (dead.error() == null ? "" : ": " + dead.error()))
          .with("reason", dead.reason());
    }
    if (redriven instanceof Redriven.NotDead) {
      throw notDead(letter);
    }
    ObjectNode now = letters.find(letter.id()).map(DeadLetterJson::full).orElseGet(Json::object);
    now.put("outcome", redriven.word());
    Json.answer(ctx, redriven instanceof Redriven.Again ? 202 : 200, now);
  }

  private void discard(Context ctx) {
    DeadLetter letter = find(ctx);
    String why = reason(Body.read(ctx));
    String by = Door.actor(ctx);
    ctx.future(
        () ->
            letters
                .discard(letter, by, why)
                .thenAcceptAsync(
                    isDone -> {
                      if (!isDone) {
                        throw notDead(letter);
                      }
                      Json.answer(ctx, 200, DeadLetterJson.full(find(ctx)));
                    },
                    threads));
  }

  private static String reason(byte[] body) {
    JsonNode reason = (body.length == 0 ? Json.object() : StrictJson.value(body)).path("reason");
    if (!reason.isTextual()
        || reason.textValue().isBlank()
        || reason.textValue().length() > MAX_REASON) {
      throw TasksApi.malformed(
          "/reason",
          "reason must say why nothing is to come of it, in at most "
              + MAX_REASON
              + " characters.");
    }
    return reason.textValue();
  }

  private void redriveAll(Context ctx) {
    RedriveReader body = RedriveReader.of(ctx);
    if (body.dryRun()) {
      BulkRedriving.DryRun dryRun = bulk.dryRun(body.filter());
      ObjectNode answer = Json.object().put("dryRun", true);
      answer.setAll((ObjectNode) Json.tree(dryRun));
      Json.answer(ctx, 200, answer);
      return;
    }
    String by = Door.actor(ctx);
    String id = id(by, ctx.header("Idempotency-Key"));
    ctx.future(
        () ->
            bulk.begin(id, body.filter(), body.rate(), by)
                .thenAcceptAsync(redrive -> answer(ctx, 202, redrive), threads));
  }

  /** A repeat of the call has the key of the first one, and so its id. */
  private static String id(String by, @Nullable String key) {
    return key == null
        ? UUID.randomUUID().toString()
        : UUID.nameUUIDFromBytes((by + "\n" + key).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void report(Context ctx) {
    answer(ctx, 200, Finding.redrive(journal.redrives(), ctx.pathParam("id")));
  }

  private void answer(Context ctx, int status, Redrive redrive) {
    ctx.header("Location", Paths.redrive(redrive.id()));
    Json.answer(ctx, status, DeadLetterJson.redrive(redrive, journal.redrives().report(redrive)));
  }

  private DeadLetter find(Context ctx) {
    return Finding.deadLetter(letters, ctx.pathParam("id"));
  }

  private static Problem notDead(DeadLetter letter) {
    return Problem.of(
        409,
        "not-dead",
        "No dead letter any more",
        "The dead letter " + letter.id() + " was redriven or discarded before.");
  }
}
