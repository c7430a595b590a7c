package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads a request's body up to a bound, whether its length is told or not. */
final class Body {

  static final int MAX_BYTES = 1 << 20;

  /** So much of a body that is too large is read away, so that its sender gets to the answer. */
  static final int MAX_DRAINED = 8 * MAX_BYTES;

  private static final int CHUNK = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Body() {}

  static byte[] read(Context ctx) {
    try (InputStream in = ctx.req().getInputStream()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      long begun = System.nanoTime();
      byte[] chunk = new byte[CHUNK];
      int total = 0;
      for (int read = in.read(chunk); read >= 0 && total < MAX_DRAINED; read = in.read(chunk)) {
        total += read;
        if (total <= MAX_BYTES) {
          body.write(chunk, 0, read);
        }
        // The server's idle time-out ends a body that stops; this ends one that only trickles.
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          throw JettyProblems.of(408);
        }
      }
      if (total > MAX_BYTES) {
        throw tooLarge();
      }
      return body.toByteArray();
    } catch (IOException e) {
      throw incomplete();
    }
  }

  static Problem incomplete() {
    return Problem.of(
        400, "incomplete-body", "Body incomplete", "The body ended early or came too slowly.");
  }

  static Problem tooLarge() {
    return Problem.of(
        413, "too-large", "Body too large", "A body may have " + MAX_BYTES + " bytes (1 MiB).");
  }
}
