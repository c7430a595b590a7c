package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.Refused;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /v1/refusals}: the deliveries that were not let in, and why. */
public final class RefusalsApi implements Edge.Api {

  private final Refusals refusals;

  public RefusalsApi(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/v1/refusals", this::list, Role.operate);
  }

  private void list(Context ctx) {
    Query query = new Query(ctx, "source", "limit", "cursor");
    var page =
        Query.withCursor(
            () -> refusals.list(query.text("source"), query.limit(), query.text("cursor")));
    Json.answer(ctx, 200, Json.list(page.items(), RefusalsApi::json, page.next()));
  }

  private static ObjectNode json(Refused refused) {
    return Json.object()
        .put("at", refused.at().toString())
        .put("source", refused.source())
        .put("reason", refused.reason())
        .put("bodySha256", refused.bodySha256())
        .put("bodyBytes", refused.bodyBytes())
        .put("remote", refused.remote());
  }
}
