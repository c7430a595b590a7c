package dev.sluice.gateway.edge;

import io.javalin.http.Context;

/** How an answer begins that is a stream of server-sent events. */
final class ServerSentEvents {

  private ServerSentEvents() {}

  /** Refuses one more than {@code most} at once. */
  static void begin(Context ctx, int open, int most) {
    if (open >= most) {
      throw Problem.of(
              503, "too-many-streams", "Too many streams", "Close one, or try again later.")
          .withHeader("Retry-After", "5");
    }
    ctx.status(200)
        .contentType("text/event-stream; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no");
  }
}
