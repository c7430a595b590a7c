package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.Gzip;
import dev.sluice.gateway.event.Incoming;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** Reads a request's body up to a bound, whether its length is told or not. */
final class Body {

  static final int MAX_BYTES = Incoming.MOST_BYTES;

  /** So much of a body that is too large is read away, so that its sender gets to the answer. */
  static final int MAX_DRAINED = 8 * MAX_BYTES;

  private Body() {}

  /** Never waits: the server has waited for the body, see {@link WholeBody}. */
  static byte[] read(Context ctx) {
    if (ctx.req().getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    try (InputStream in = ctx.req().getInputStream()) {
      return bounded(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      throw incomplete();
    }
  }

  static Problem incomplete() {
    return Problem.of(400, "incomplete-body", "Body incomplete", "The body ended early.");
  }

  /** The bytes in gzip, under the same bound: what would grow beyond it is never inflated. */
  static byte[] inflated(byte[] gzip) {
    try {
      return bounded(Gzip.inflated(gzip));
    } catch (IOException e) {
      throw noGzip();
    }
  }

  static Problem noGzip() {
    return Problem.of(
        400,
        "malformed-encoding",
        "Not gzip",
        "Content-Encoding says gzip, and the body is none that we can read.");
  }

  private static byte[] bounded(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge();
    }
    return bytes;
  }

  static Problem tooLarge() {
    return Problem.of(
        413, "too-large", "Body too large", "A body may have " + MAX_BYTES + " bytes (1 MiB).");
  }
}
