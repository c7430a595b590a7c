package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.LiveReads;
import dev.sluice.gateway.journal.LiveReads.News;
import dev.sluice.gateway.journal.LiveReads.Position;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who follow the journal. Each is told from the journal, after the position of what it was
 * told last: nothing is queued for a slow one, and who comes back goes on where it was. A stream
 * takes a thread of these threads' own while there is news for it; who does not read what it is
 * sent is cut off by the server's time for idle connections. It ends when another configuration
 * lets its reader in no more. Safe for many threads.
 */
final class LiveStreams implements AutoCloseable {

  static final int MOST = 50;

  private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final int AT_ONCE = 200;

  private final LiveReads live;
  private final Set<Reader> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService writers =
      Executors.newCachedThreadPool(Daemons.named("live-stream"));
  private final ScheduledExecutorService timer = Daemons.timer("live-streams");
  private volatile boolean closing;

  LiveStreams(LiveReads live) {
    this.live = live;
    var unused =
        timer.scheduleWithFixedDelay(
            this::wake, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  void answer(Context ctx, LiveReads.Filter filter, Position from) {
    ServerSentEvents.begin(ctx, open.size(), MOST);
    ctx.future(
        () -> {
          Reader reader = new Reader(ctx, filter, from);
          open.add(reader);
          if (closing) {
            reader.end();
          }
          return reader.done.whenComplete((done, failure) -> open.remove(reader));
        });
  }

  /** One look for all: who has been told up to now is left alone. */
  private void wake() {
    if (open.isEmpty()) {
      return;
    }
    try {
      Position now = live.now();
      open.forEach(reader -> reader.wake(now));
    } catch (RuntimeException e) {
      log.warn("The journal cannot be followed now; trying again: {}", e.toString());
    }
  }

  /** A request is over only when nobody writes to it any more, which the server relies on. */
  @Override
  public void close() {
    closing = true;
    timer.shutdownNow();
    writers.shutdownNow();
    try {
      if (!writers.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("A stream of events still writes; it is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(Reader::end);
  }

  private final class Reader {

    private final Context ctx;
    private final LiveReads.Filter filter;
    private final Pass pass;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Whose turn it is: the other fields belong to who has set it. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private Position position;
    private boolean begun;
    private long toldAt = System.nanoTime();

    Reader(Context ctx, LiveReads.Filter filter, Position from) {
      this.ctx = ctx;
      this.filter = filter;
      this.pass = new Pass(ctx, Role.read);
      this.position = from;
    }

    void end() {
      done.complete(null);
    }

    void wake(Position now) {
      if (busy.compareAndSet(false, true)) {
        if (!pass.isGood()) {
          // It stays busy, so that nobody writes to it any more.
          end();
        } else if (begun && position.equals(now) && !isSilent()) {
          busy.set(false);
        } else {
          writers.execute(this::turn);
        }
      }
    }

    private boolean isSilent() {
      return System.nanoTime() - toldAt > HEARTBEAT.toNanos();
    }

    private void turn() {
      try {
        LiveReads.Piece piece;
        do {
          piece = live.after(position, filter, AT_ONCE);
          tell(piece);
          position = piece.upTo();
        } while (piece.full() && !closing && pass.isGood());
        busy.set(false);
      } catch (IOException gone) {
        log.debug("A reader of the stream is gone, or did not read", gone);
        end();
      } catch (RuntimeException e) {
        // The answer has begun, so that nothing but its end can be told.
        log.warn("A stream of events ends: {}", e.toString());
        end();
      }
    }

    private void tell(LiveReads.Piece piece) throws IOException {
      if (piece.news().isEmpty() && begun && !isSilent()) {
        return;
      }
      OutputStream out = ctx.res().getOutputStream();
      for (News news : piece.news()) {
        out.write(message(news).getBytes(StandardCharsets.UTF_8));
      }
      // With its id: what the filter left out is behind us all the same.
      out.write(("id: " + piece.upTo() + "\n: up to here\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      begun = true;
      toldAt = System.nanoTime();
    }
  }

  private static String message(News news) {
    if (news instanceof News.Came came) {
      return message("event", came.after(), EventJson.of(came.event()));
    }
    News.Changed changed = (News.Changed) news;
    ObjectNode json = Json.object().put("eid", changed.eid().toString());
    json.put("type", changed.type());
    json.setAll(EventJson.verdict(changed.verdict()));
    return message("verdict", changed.after(), json);
  }

  private static String message(String event, Position id, ObjectNode data) {
    return "event: " + event + "\nid: " + id + "\ndata: " + data + "\n\n";
  }
}
