package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the process says of itself: about, health, metrics, its API. */
public final class SystemApi implements Edge.Api {

  /** Something else that must be up before this process counts as ready: a worker, say. */
  public record Part(String name, BooleanSupplier isReady) {}

  /** How the engine is doing: a word, and what a person should know. */
  public record EngineWord(boolean isUp, String state, @Nullable String detail) {}

  private final AboutInfo about;
  private final Health health;
  private final PrometheusMeterRegistry meters;

  public SystemApi(AboutInfo about, Health health, PrometheusMeterRegistry meters) {
    this.about = about;
    this.health = health;
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
    if (about.consoleUrl() == null) {
      // Nobody said where people reach us: at least the caller does so here.
      answer.put("consoleUrl", ctx.scheme() + "://" + ctx.host() + AboutInfo.CONSOLE);
    }
    answer.set("configuration", Json.tree(health.configuration()));
    Json.answer(ctx, 200, answer);
  }

  private static ObjectNode status(String word) {
    return Json.object().put("status", word);
  }

  private void ready(Context ctx) {
    Health.Now now = health.now();
    ObjectNode answer = status(now.status());
    answer.put("journal", now.isWritable() ? "writable" : "unwritable");
    answer.put("temporal", now.engine().isUp() ? "connected" : now.engine().state());
    EventJson.put(answer, "temporalDetail", now.engine().detail());
    boolean isCurrent = now.configuration().isCurrent();
    answer.put("configuration", isCurrent ? "current" : "refused");
    if (!isCurrent) {
      // Anybody may read this, and the errors quote the file.
      answer.put("configurationDetail", "The file is refused; /v1/about says why.");
    }
    now.parts().forEach((part, isUp) -> answer.put(part, isUp ? "ready" : "starting"));
    ctx.header("Cache-Control", "no-store");
    Json.answer(ctx, now.isReady() ? 200 : 503, answer);
  }

  private void metrics(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(meters.scrape());
  }
}
