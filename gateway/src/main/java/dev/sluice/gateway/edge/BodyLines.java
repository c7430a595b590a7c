package dev.sluice.gateway.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A body as lines, however long it is: one line and one buffer are in memory. A line that is too
 * long is read away and told; one that does not come to its end in time ends the reading, and blank
 * lines are no line. For one thread.
 */
final class BodyLines {

  /** One line without its end; {@code number} counts from one, blank lines too. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Line(int number, byte[] bytes, boolean isTooLong) {}

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int BUFFER = 16 * 1024;

  /** What is done before a reading that may have to wait. */
  @FunctionalInterface
  interface Pause {
    void happens() throws IOException;
  }

  private final InputStream in;
  private final Pause whenNothingIsAtHand;
  private final LongSupplier nanos;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private int number;

  /**
   * @param nanos a clock as {@link System#nanoTime}
   */
  BodyLines(InputStream in, Pause whenNothingIsAtHand, LongSupplier nanos) {
    this.in = in;
    this.whenNothingIsAtHand = whenNothingIsAtHand;
    this.nanos = nanos;
  }

  /**
   * The next line that is not blank; empty at the end of the body.
   *
   * @throws Problem when the line comes too slowly
   */
  Optional<Line> next() throws IOException {
    boolean isMore = fill();
    long begun = nanos.getAsLong();
    while (isMore) {
      Line line = line(begun);
      if (line.bytes().length > 0 || line.isTooLong()) {
        return Optional.of(line);
      }
      refuseTooSlow(begun);
      isMore = fill();
    }
    return Optional.empty();
  }

  private void refuseTooSlow(long begun) {
    if (nanos.getAsLong() - begun > PATIENCE.toNanos()) {
      throw JettyProblems.of(408);
    }
  }

  /** So much of what is left that the sender gets to the answer. */
  void readAway() throws IOException {
    long begun = nanos.getAsLong();
    int read = to - from;
    from = to;
    while (read < Body.MAX_DRAINED && nanos.getAsLong() - begun < PATIENCE.toNanos() && fill()) {
      read += to;
      from = to;
    }
  }

  private Line line(long begun) throws IOException {
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long length = 0;
    boolean ended = false;
    while (!ended && fill()) {
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      ended = end < to;
      length += end - from;
      if (length <= Body.MAX_BYTES) {
        line.write(buffer, from, end - from);
      }
      from = ended ? end + 1 : end;
      if (!ended) {
        refuseTooSlow(begun);
      }
    }
    boolean tooLong = length > Body.MAX_BYTES;
    return new Line(number, tooLong ? new byte[0] : withoutSpace(line.toByteArray()), tooLong);
  }

  private boolean fill() throws IOException {
    if (from == to) {
      if (in.available() == 0) {
        whenNothingIsAtHand.happens();
      }
      from = 0;
      to = Math.max(0, in.read(buffer));
    }
    return from < to;
  }

  /** What JSON calls space, at the end: a carriage return, and all of a blank line. */
  private static byte[] withoutSpace(byte[] line) {
    int end = line.length;
    while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == '\r')) {
      end--;
    }
    return end == line.length ? line : Arrays.copyOf(line, end);
  }
}
