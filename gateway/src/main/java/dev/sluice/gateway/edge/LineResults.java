package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sluice.gateway.event.EventReader;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The results of a request of lines: collected into one answer up to a bound, or, for a sender who
 * accepts lines too and reads while it sends, written as they come. For one thread.
 */
sealed interface LineResults {

  static LineResults to(Context ctx) {
    String accept = ctx.header("Accept");
    boolean lines = accept != null && accept.toLowerCase(Locale.ROOT).contains(EventReader.LINES);
    return lines ? new Streamed(ctx) : new Collected(ctx);
  }

  void add(ObjectNode result, boolean isRefusal) throws IOException;

  /** Whether the sender may hold back its next line until it has the results of those before. */
  boolean areWaitedFor();

  /** What came is on its way to the sender. */
  void flush() throws IOException;

  /** The answer's end. */
  void end(int status, ObjectNode summary) throws IOException;

  /** Whether the status can no more be chosen. */
  boolean isUnderWay();

  /**
   * One JSON object in the end; when there are too many results, first the good ones are left out.
   */
  final class Collected implements LineResults {

    private static final int MOST_CHARS = 4 << 20;
    private static final int MOST_CHARS_OF_REFUSALS = MOST_CHARS + (1 << 20);

    private final Context ctx;
    private final StringBuilder results = new StringBuilder();
    private long omitted;

    Collected(Context ctx) {
      this.ctx = ctx;
    }

    @Override
    public void add(ObjectNode result, boolean isRefusal) {
      if (results.length() > (isRefusal ? MOST_CHARS_OF_REFUSALS : MOST_CHARS)) {
        omitted++;
        return;
      }
      results.append(results.isEmpty() ? "" : ",").append(result);
    }

    @Override
    public void flush() {}

    @Override
    public void end(int status, ObjectNode summary) {
      if (omitted > 0) {
        summary.put("omitted", omitted);
      }
      summary.putRawValue("results", new RawValue("[" + results + "]"));
      Json.answer(ctx, status, summary);
    }

    @Override
    public boolean isUnderWay() {
      return false;
    }

    @Override
    public boolean areWaitedFor() {
      return false;
    }
  }

  /** A line for each line, and the summary as the last one. */
  final class Streamed implements LineResults {

    private final Context ctx;
    private boolean begun;

    Streamed(Context ctx) {
      this.ctx = ctx;
    }

    @Override
    public void add(ObjectNode result, boolean isRefusal) throws IOException {
      out().write((result + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
      out().flush();
    }

    @Override
    public void end(int status, ObjectNode summary) throws IOException {
      ObjectNode last = Json.object();
      last.set("summary", summary);
      add(last, false);
      flush();
    }

    @Override
    public boolean isUnderWay() {
      return begun;
    }

    @Override
    public boolean areWaitedFor() {
      return true;
    }

    private OutputStream out() throws IOException {
      if (!begun) {
        begun = true;
        ctx.status(207).contentType(EventReader.LINES).header("X-Accel-Buffering", "no");
      }
      return ctx.res().getOutputStream();
    }
  }
}
