package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a request's body up to a bound, whether its length is told or not. */
final class Body {

  static final int MAX_BYTES = 1 << 20;

  /** So much of a body that is too large is read away, so that its sender gets to the answer. */
  static final int MAX_DRAINED = 8 * MAX_BYTES;

  private Body() {}

  /** Never waits: the server has waited for the body, see {@link WholeBody}. */
  static byte[] read(Context ctx) {
    if (ctx.req().getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    try (InputStream in = ctx.req().getInputStream()) {
      byte[] body = in.readNBytes(MAX_BYTES + 1);
      if (body.length > MAX_BYTES) {
        throw tooLarge();
      }
      return body;
    } catch (IOException e) {
      throw incomplete();
    }
  }

  static Problem incomplete() {
    return Problem.of(400, "incomplete-body", "Body incomplete", "The body ended early.");
  }

  /**
   * Whether the body is gzip, which is then taken out of the headers: who reads on reads what
   * {@link #inflated} gives.
   */
  static boolean takeGzip(Map<String, List<String>> headers) {
    List<String> codings = headers.getOrDefault("content-encoding", List.of());
    boolean isGzip = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("gzip");
    if (isGzip) {
      headers.remove("content-encoding");
    }
    return isGzip;
  }

  /** The bytes in gzip, under the same bound: what would grow beyond it is never inflated. */
  static byte[] inflated(byte[] gzip) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      byte[] plain = in.readNBytes(MAX_BYTES + 1);
      if (plain.length > MAX_BYTES) {
        throw tooLarge();
      }
      return plain;
    } catch (IOException e) {
      throw Problem.of(
          400,
          "malformed-encoding",
          "Not gzip",
          "Content-Encoding says gzip, and the body is none that we can read.");
    }
  }

  static Problem tooLarge() {
    return Problem.of(
        413, "too-large", "Body too large", "A body may have " + MAX_BYTES + " bytes (1 MiB).");
  }
}
