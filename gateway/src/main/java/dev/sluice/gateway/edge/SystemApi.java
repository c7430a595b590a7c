package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.Journal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the process says of itself: about, health, metrics, its API. It is ready while its journal
 * is writable; Temporal being away is said, and closes no door.
 */
public final class SystemApi implements Edge.Api {

  /** Something else that must be up before this process counts as ready: a worker, say. */
  public record Part(String name, BooleanSupplier isReady) {}

  /** How the engine is doing: a word, and what a person should know. */
  public record EngineWord(boolean isUp, String state, @Nullable String detail) {}

  private final AboutInfo about;
  private final Journal journal;
  private final Supplier<EngineWord> engine;
  private final Supplier<ConfigWord> configuration;
  private final List<Part> parts;
  private final PrometheusMeterRegistry meters;

  public SystemApi(
      AboutInfo about,
      Journal journal,
      Supplier<EngineWord> engine,
      Supplier<ConfigWord> configuration,
      List<Part> parts,
      PrometheusMeterRegistry meters) {
    this.about = about;
    this.journal = journal;
    this.engine = engine;
    this.configuration = configuration;
    this.parts = List.copyOf(parts);
    this.meters = meters;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/v1/about", this::about, Role.read);
    routes.get("/health/live", ctx -> Json.answer(ctx, 200, status("up")), Role.open);
    routes.get("/health/ready", this::ready, Role.open);
    routes.get("/metrics", this::metrics, Role.read);
    byte[] openApi = Json.bytes(OpenApi.document());
    routes.get(
        "/openapi.json", ctx -> ctx.contentType("application/json").result(openApi), Role.open);
  }

  private void about(Context ctx) {
    ObjectNode answer = (ObjectNode) Json.tree(about);
    answer.set("configuration", Json.tree(configuration.get()));
    Json.answer(ctx, 200, answer);
  }

  private static ObjectNode status(String word) {
    return Json.object().put("status", word);
  }

  private void ready(Context ctx) {
    boolean writable = journal.writable();
    EngineWord word = engine.get();
    boolean ready = writable;
    ObjectNode answer = status("");
    answer.put("journal", writable ? "writable" : "unwritable");
    answer.put("temporal", word.isUp() ? "connected" : word.state());
    EventJson.put(answer, "temporalDetail", word.detail());
    ConfigWord config = configuration.get();
    answer.put("configuration", config.isCurrent() ? "current" : "refused");
    if (!config.isCurrent()) {
      // Anybody may read this, and the errors quote the file.
      answer.put("configurationDetail", "The file is refused; /v1/about says why.");
    }
    for (Part part : parts) {
      boolean up = part.isReady().getAsBoolean();
      answer.put(part.name(), up ? "ready" : "starting");
      ready &= up;
    }
    answer.put(
        "status", !ready ? "unready" : word.isUp() && config.isCurrent() ? "ready" : "degraded");
    ctx.header("Cache-Control", "no-store");
    Json.answer(ctx, ready ? 200 : 503, answer);
  }

  private void metrics(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(meters.scrape());
  }
}
