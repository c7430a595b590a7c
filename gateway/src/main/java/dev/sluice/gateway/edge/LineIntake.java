package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.BodyLines.Line;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.JournalUnavailable;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of lines, of any length. Lines are kept in groups, a few groups at a time: while those
 * are on their way to the disk nothing more is read, so the sender is slowed down to what the
 * journal takes and the memory used is bounded. A bad line undoes no other. What was kept before
 * the sender or the journal failed stays kept, and the answer says which line was the last one
 * read. The first group goes the way that was open to the request, each later one the way that is
 * open when it begins: a configuration or a key may change meanwhile. Each request holds a thread,
 * so there is a bound on them. Safe for many threads.
 */
final class LineIntake {

  /** Into what lines are taken, and from whom. */
  record Way(Intake intake, Caller caller) {}

  static final int MOST = 24;

  private static final Logger log = LoggerFactory.getLogger(LineIntake.class);
  private static final int GROUP = 128;
  private static final int GROUP_BYTES = 256 * 1024;
  private static final int GROUPS_UNDER_WAY = 4;

  private final Semaphore places = new Semaphore(MOST);

  /**
   * @param later throws a {@link Problem} when there is no way any more
   */
  void answer(Context ctx, Incoming request, Way first, Supplier<Way> later) {
    if (!places.tryAcquire()) {
      throw Problem.of(
              503,
              "too-many-streams",
              "Too many streams",
              MOST + " requests of lines are being read already. Try again later.")
          .withHeader("Retry-After", "5");
    }
    try {
      new Request(ctx, request, first, later).run();
    } catch (IOException gone) {
      // Who would be told has gone; what was kept stays kept.
      log.debug("The sender of lines went away", gone);
    } finally {
      places.release();
    }
  }

  private static final class Request {

    private final Context ctx;
    private final Incoming request;
    private final Supplier<Way> later;
    private final LineResults results;
    private final Tally tally = new Tally();
    private final Deque<Group> underWay = new ArrayDeque<>();
    private Way way;
    private List<Part> group = new ArrayList<>();
    private int groupBytes;
    private int lastLine;
    private @Nullable Problem stop;

    Request(Context ctx, Incoming request, Way first, Supplier<Way> later) {
      this.ctx = ctx;
      this.request = request;
      this.way = first;
      this.later = later;
      this.results = LineResults.to(ctx);
    }

    void run() throws IOException {
      BodyLines lines = new BodyLines(ctx.req().getInputStream(), this::pause, System::nanoTime);
      readUntilStopped(lines);
      send();
      tellAllBut(0);
      end(lines);
    }

    private void readUntilStopped(BodyLines lines) throws IOException {
      for (Optional<Line> line = next(lines); line.isPresent() && mayGoOn(); line = next(lines)) {
        take(line.get());
        if (group.size() == GROUP || groupBytes >= GROUP_BYTES) {
          send();
        }
        tellAllBut(GROUPS_UNDER_WAY);
      }
    }

    private boolean mayGoOn() {
      if (group.isEmpty() && lastLine > 0) {
        try {
          way = later.get();
        } catch (Problem closed) {
          stop = closed;
        }
      }
      return stop == null;
    }

    /** The sender may wait for the results of what it has sent, so none is held back. */
    private void pause() throws IOException {
      send();
      tellAllBut(results.areWaitedFor() ? 0 : GROUPS_UNDER_WAY);
    }

    private void tellAllBut(int groups) throws IOException {
      while (underWay.size() > groups) {
        tellOldest();
      }
    }

    private Optional<Line> next(BodyLines lines) {
      if (stop != null) {
        return Optional.empty();
      }
      try {
        return lines.next();
      } catch (Problem tooSlow) {
        stop = tooSlow;
      } catch (IOException brokenOff) {
        stop = Body.incomplete();
      }
      return Optional.empty();
    }

    private void take(Line line) {
      lastLine = line.number();
      groupBytes += line.bytes().length;
      group.add(
          line.isTooLong()
              ? new Part.Refused(line.number(), null, tooLarge())
              : way.intake().line(request, line.bytes(), line.number(), way.caller()));
    }

    private void send() {
      if (!group.isEmpty()) {
        underWay.add(new Group(group, way.intake().acceptAll(group, way.caller())));
        group = new ArrayList<>();
        groupBytes = 0;
      }
    }

    private void tellOldest() throws IOException {
      Group oldest = underWay.remove();
      for (Part part : kept(oldest)) {
        tally.count(part);
        results.add(Receipts.of(part, "line"), part instanceof Part.Refused);
      }
      results.flush();
    }

    private List<Part> kept(Group sent) {
      try {
        return sent.answer().join();
      } catch (CompletionException failure) {
        if (failure.getCause() instanceof JournalUnavailable unavailable) {
          Problem problem = Problems.of(unavailable);
          stop = problem;
          return sent.parts().stream().map(part -> refused(part, problem)).toList();
        }
        throw failure;
      }
    }

    private static Part refused(Part part, Problem problem) {
      return part instanceof Part.Read read
          ? new Part.Refused(part.number(), read.event(), problem)
          : part;
    }

    private void end(BodyLines lines) throws IOException {
      Problem why = stop;
      if (why == null) {
        results.end(tally.status(), tally.json());
        return;
      }
      if (why.status() == 503) {
        lines.readAway();
      }
      if (tally.keptNothing() && !results.isUnderWay()) {
        throw why;
      }
      ObjectNode summary = tally.json();
      summary.putObject("stopped").put("afterLine", lastLine).set("problem", Problems.json(why));
      results.end(207, summary);
    }
  }

  private static Problem tooLarge() {
    return Problem.of(
        413, "too-large", "Line too large", "A line may have " + Body.MAX_BYTES + " bytes.");
  }

  private record Group(List<Part> parts, CompletableFuture<List<Part>> answer) {}
}
