package dev.sluice.gateway.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Bodies that come as {@code Content-Encoding: gzip}. */
public final class Gzip {

  private static final String CODING = "content-encoding";

  private Gzip() {}

  /**
   * Whether the body is gzip, which is then taken out of the headers: who reads on reads what
   * {@link #inflated} gives.
   */
  public static boolean take(Map<String, List<String>> headers) {
    List<String> codings = headers.getOrDefault(CODING, List.of());
    boolean isGzip = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("gzip");
    if (isGzip) {
      headers.remove(CODING);
    }
    return isGzip;
  }

  /**
   * The bytes inside, of which there are no more than {@link Incoming#MOST_BYTES} and one, which
   * says that there are more.
   *
   * @throws IOException when it is none
   */
  public static byte[] inflated(byte[] gzip) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readNBytes(Incoming.MOST_BYTES + 1);
    }
  }
}
