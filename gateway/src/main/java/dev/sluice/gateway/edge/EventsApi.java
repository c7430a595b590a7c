package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Gzip;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Page;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.run.LiveRun;
import dev.sluice.gateway.run.Runs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code /v1/events}: what comes in, and what became of it. */
public final class EventsApi implements Edge.Api, AutoCloseable {

  static final String PATH = "/v1/events";
  private static final int MOST_IN_TREE = 1_000;
  private static final String[] PARAMETERS = {
    "type",
    "source",
    "id",
    "subject",
    "correlation",
    "verdict",
    "route",
    "since",
    "until",
    "limit",
    "cursor",
    "tree"
  };

  private final LineIntake lines = new LineIntake();
  private final WaitingRequests waiting = new WaitingRequests();
  private final Journal journal;
  private final Runs runs;
  private final Executor threads;

  public EventsApi(Journal journal, Runs runs, Executor threads) {
    this.journal = journal;
    this.runs = runs;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(PATH, this::post, Role.publish);
    routes.get(PATH, this::list, Role.read);
    routes.get(PATH + "/{eid}", this::one, Role.read);
  }

  private void post(Context ctx) {
    Map<String, List<String>> headers = headers(ctx);
    // Lines come in any number, and are read as they come: they are not inflated.
    boolean isGzip =
        EventReader.form(uncoded(headers)) != EventReader.Form.lines && Gzip.take(headers);
    Incoming head = new Incoming(headers, new byte[0]);
    switch (EventReader.form(head)) {
      case event -> one(ctx, new Incoming(headers, body(ctx, isGzip)));
      case batch -> batch(ctx, new Incoming(headers, body(ctx, isGzip)));
      case lines -> lines(ctx, head);
    }
  }

  private void lines(Context ctx, Incoming head) {
    LineIntake.Way first = new LineIntake.Way(Door.rules(ctx).intake(), Door.who(ctx));
    lines.answer(ctx, head, first, Door.laterLines(ctx));
  }

  private static Incoming uncoded(Map<String, List<String>> headers) {
    Map<String, List<String>> plain = new HashMap<>(headers);
    plain.remove("content-encoding");
    return new Incoming(plain, new byte[0]);
  }

  private static byte[] body(Context ctx, boolean isGzip) {
    byte[] body = Body.read(ctx);
    return isGzip ? Body.inflated(body) : body;
  }

  private void batch(Context ctx, Incoming in) {
    var taken = Door.rules(ctx).intake().acceptBatch(in, Door.who(ctx));
    ctx.future(() -> taken.thenAcceptAsync(parts -> answerBatch(ctx, parts), threads));
  }

  private static void answerBatch(Context ctx, List<Part> parts) {
    Tally tally = new Tally();
    parts.forEach(tally::count);
    ObjectNode answer = tally.json();
    var results = answer.putArray("results");
    parts.forEach(part -> results.add(Receipts.of(part, "index")));
    Json.answer(ctx, tally.status(), answer);
  }

  private void one(Context ctx, Incoming in) {
    Optional<Duration> wait = Prefer.toWait(in.headers().getOrDefault("prefer", List.of()));
    var accepted = Door.rules(ctx).intake().accept(in, Door.who(ctx));
    ctx.future(
        () ->
            wait.isPresent()
                ? answerEnded(ctx, accepted, wait.get())
                : accepted.thenAcceptAsync(
                    kept -> answerKept(ctx, 202, Receipts.of(kept)), threads));
  }

  static void answerKept(Context ctx, int status, ObjectNode receipt) {
    ctx.header("Location", receipt.at("/links/self").asText());
    Json.answer(ctx, status, receipt);
  }

  private CompletableFuture<Void> answerEnded(
      Context ctx, CompletableFuture<Intake.Accepted> accepted, Duration wait) {
    WaitingRequests.Request request = waiting.enter(ctx);
    return accepted.thenCompose(
        kept ->
            kept.startedWorkflow()
                .map(id -> request.orStop(runs.ended(id, wait)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                .thenAcceptAsync(end -> answerEnded(ctx, kept, wait, end), threads));
  }

  private void answerEnded(
      Context ctx, Intake.Accepted accepted, Duration wait, Optional<LiveRun> end) {
    ctx.header("Preference-Applied", "wait=" + wait.toSeconds());
    ObjectNode receipt = Receipts.of(accepted);
    if (end.isPresent()) {
      answerKept(ctx, 200, receipt.setAll(RunJson.end(end.get())));
      return;
    }
    journal
        .find(accepted.event().eid())
        .ifPresent(stored -> receipt.set("verdicts", EventJson.verdicts(stored.verdicts())));
    answerKept(ctx, 202, receipt);
  }

  static Map<String, List<String>> headers(Context ctx) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(ctx.req().getHeaderNames())) {
      headers.put(name.toLowerCase(Locale.ROOT), Collections.list(ctx.req().getHeaders(name)));
    }
    return headers;
  }

  private void one(Context ctx) {
    StoredEvent event = Finding.event(journal, ctx.pathParam("eid"));
    Json.answer(ctx, 200, EventJson.of(event));
  }

  /** The oldest events of one correlation, which is where a tree has its root. */
  private void tree(Context ctx, Query query) {
    String correlation = query.text("correlation");
    if (correlation == null) {
      throw Query.bad("tree", "A tree is of one correlation: give correlation as well.");
    }
    Page<StoredEvent> oldest = journal.correlated(correlation, MOST_IN_TREE);
    ObjectNode answer = Json.object();
    answer.set("items", EventTree.of(oldest.items()));
    Json.answer(ctx, 200, answer.put("complete", oldest.next() == null));
  }

  private void list(Context ctx) {
    if ("true".equals(ctx.queryParam("tree"))) {
      tree(ctx, new Query(ctx, "tree", "correlation"));
      return;
    }
    Query query = new Query(ctx, PARAMETERS);
    query.oneOf("tree", List.of("true", "false"));
    EventQuery filter =
        new EventQuery(
            query.types("type"),
            query.text("source"),
            query.text("id"),
            query.text("subject"),
            query.text("correlation"),
            query.oneOf("verdict", Verdict.Kind.class),
            query.text("route"),
            query.time("since"),
            query.time("until"),
            query.limit(),
            query.text("cursor"));
    var page = Query.withCursor(() -> journal.events(filter));
    Json.answer(ctx, 200, Json.list(page.items(), EventJson::of, page.next()));
  }

  /** Who waits for a run is answered. */
  @Override
  public void close() {
    waiting.close();
  }
}
