package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.audit.AuditReport;
import dev.sluice.gateway.journal.Audit;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /v1/audit}: whether the journal is as it was written. Reads all of it. */
public final class AuditApi implements Edge.Api {

  private final Audit audit;

  public AuditApi(Audit audit) {
    this.audit = audit;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/v1/audit", this::check, Role.operate);
  }

  private void check(Context ctx) {
    AuditReport report = audit.check();
    ObjectNode answer = Json.object().put("whole", report.isWhole());
    answer.put("events", report.events());
    answer.put("forgotten", report.forgotten());
    answer.put("commits", report.commits());
    answer.put("signedAt", report.signedAt());
    answer.set("findings", Json.tree(report.findings()));
    ctx.header("Cache-Control", "no-store");
    Json.answer(ctx, 200, answer);
  }
}
