package dev.sluice.gateway.edge;

import dev.sluice.gateway.journal.LiveReads;
import dev.sluice.gateway.journal.LiveReads.Position;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/stream}: events and changes of verdicts as they come, by server-sent events. */
public final class StreamApi implements Edge.Api, AutoCloseable {

  private final LiveReads live;
  private final LiveStreams streams;

  public StreamApi(LiveReads live) {
    this.live = live;
    this.streams = new LiveStreams(live);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/v1/stream", this::stream, Role.read);
  }

  private void stream(Context ctx) {
    Query query = new Query(ctx, "type", "route");
    var filter = new LiveReads.Filter(query.types("type"), query.text("route"));
    streams.answer(ctx, filter, from(ctx.header("Last-Event-ID")));
  }

  private Position from(@Nullable String lastEventId) {
    Position now = live.now();
    if (lastEventId == null || lastEventId.isBlank()) {
      return now;
    }
    return Position.parse(lastEventId.strip())
        .filter(position -> position.isUpTo(now))
        .orElseThrow(StreamApi::unknown);
  }

  /** An id that is ahead of the journal is one of another, or of one that a back-up replaced. */
  private static Problem unknown() {
    String detail =
        "Last-Event-ID must be an id that this gateway's stream has told. Follow without it from"
            + " now on, and read what came before at /v1/events.";
    return Problem.of(400, "bad-last-event-id", "Not an id of this stream", detail)
        .withErrors(List.of(Problem.FieldError.header("Last-Event-ID", detail)));
  }

  @Override
  public void close() {
    streams.close();
  }
}
