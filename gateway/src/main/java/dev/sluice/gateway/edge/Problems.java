package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.event.Unsupported;
import dev.sluice.gateway.journal.JournalUnavailable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where what went wrong becomes an answer. What nobody expected is logged with an id,
 * and only the id is shown.
 */
final class Problems {

  /** The attribute of a request that was answered with a problem: its type. */
  static final String TYPE = "problem-type";

  /** The attribute of such a request that is the problem itself. */
  static final String PROBLEM = "problem";

  static final String CONTENT_TYPE = "application/problem+json";

  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final String URN = "urn:sluice:problem:";
  private static final String HEADER = "header:";
  private static final String AGAIN = "Try again later";

  private Problems() {}

  static void answerIn(RoutesConfig routes) {
    routes.exception(Problem.class, (problem, ctx) -> answer(ctx, problem));
    routes.exception(Malformed.class, (fault, ctx) -> answer(ctx, of(fault)));
    routes.exception(Unsupported.class, (fault, ctx) -> answer(ctx, unsupported(fault)));
    routes.exception(JournalUnavailable.class, (fault, ctx) -> answer(ctx, of(fault)));
    routes.exception(HttpResponseException.class, (fault, ctx) -> answer(ctx, of(ctx, fault)));
    routes.exception(Exception.class, (fault, ctx) -> answer(ctx, unexpected(fault)));
  }

  static void answer(Context ctx, Problem problem) {
    problem.headers().forEach(ctx::header);
    ctx.attribute(TYPE, problem.type());
    ctx.attribute(PROBLEM, problem);
    ctx.status(problem.status()).contentType(CONTENT_TYPE).result(body(problem));
  }

  static byte[] body(Problem problem) {
    return Json.bytes(json(problem));
  }

  static ObjectNode json(Problem problem) {
    ObjectNode body =
        Json.object()
            .put("type", URN + problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      body.set("errors", Json.tree(problem.errors()));
    }
    problem.more().forEach((name, value) -> body.set(name, Json.tree(value)));
    return body;
  }

  static Problem of(Malformed fault) {
    List<FieldError> errors = fault.faults().stream().map(Problems::error).toList();
    String title = fault.word().equals("malformed-json") ? "Not JSON that we read" : "Not an event";
    return Problem.of(400, fault.word(), title, fault.faults().get(0).detail()).withErrors(errors);
  }

  private static FieldError error(Malformed.Fault fault) {
    return fault.where().startsWith(HEADER)
        ? FieldError.header(fault.where().substring(HEADER.length()), fault.detail())
        : FieldError.at(fault.where(), fault.detail());
  }

  private static Problem unsupported(Unsupported fault) {
    return Problem.of(
        415,
        "unsupported-media-type",
        "Content type not read here",
        String.valueOf(fault.getMessage()));
  }

  static Problem of(JournalUnavailable fault) {
    String detail =
        switch (fault.reason()) {
          case overloaded -> "The journal has more to write than it can. Nothing was kept.";
          case storage -> "The journal cannot be written or read now. Nothing was kept.";
          case backlog ->
              "Too much work of this urgency waits for Temporal already. Nothing was kept.";
          case closed -> "The gateway is stopping. Nothing was kept.";
        };
    Problem problem =
        fault.reason() == JournalUnavailable.Cause.backlog
            ? Problem.of(503, "backlog-full", AGAIN, detail + " Send it again.")
            : Problem.of(503, "journal-unavailable", AGAIN, detail + " Send it again.");
    return problem.withHeader("Retry-After", Long.toString(fault.retryAfter().toSeconds()));
  }

  private static Problem of(Context ctx, HttpResponseException fault) {
    return switch (fault.getStatus()) {
      case 404 ->
          Problem.of(
              404, "no-such-path", "Nothing here", "There is nothing at " + ctx.path() + ".");
      case 405 -> methodNotAllowed(ctx, fault.getDetails());
      case 413 -> Body.tooLarge();
      default -> JettyProblems.of(fault.getStatus());
    };
  }

  private static Problem methodNotAllowed(Context ctx, Map<String, String> details) {
    Problem problem =
        Problem.of(
            405,
            "method-not-allowed",
            "Method not allowed",
            ctx.path() + " does not answer " + ctx.method() + ".");
    String allowed = details.get("availableMethods");
    return allowed == null ? problem : problem.withHeader("Allow", allowed);
  }

  private static Problem unexpected(Exception fault) {
    String id = UUID.randomUUID().toString();
    log.error("Unexpected failure {}", id, fault);
    return Problem.of(
            500,
            "unexpected",
            "Unexpected failure",
            "Something failed here that should not. The gateway's log has it under this error id.")
        .with("errorId", id);
  }
}
