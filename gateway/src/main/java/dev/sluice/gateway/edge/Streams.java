package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.jdk.Daemons;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events of something that changes until it ends: looked at every second, told when it
 * is another, with a comment now and then so that a client that went away is noticed. It ends, too,
 * when another configuration lets its reader in no more. A stream holds a thread only while it
 * looks and writes. Safe for many threads.
 */
final class Streams implements AutoCloseable {

  /** What is there now; {@code last} when nothing comes after it. */
  record Look(JsonNode state, boolean last) {}

  static final int MOST = 100;

  private static final Logger log = LoggerFactory.getLogger(Streams.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Duration every;
  private final Duration heartbeat;

  private final Executor threads;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer = Daemons.timer("streams");

  Streams(Executor threads) {
    this(threads, EVERY, HEARTBEAT);
  }

  Streams(Executor threads, Duration every, Duration heartbeat) {
    this.threads = threads;
    this.every = every;
    this.heartbeat = heartbeat;
  }

  int size() {
    return open.size();
  }

  /** Answers with a stream; {@code event} names its events. */
  void answer(Context ctx, String event, Supplier<CompletableFuture<Look>> looking) {
    ServerSentEvents.begin(ctx, open.size(), MOST);
    ctx.future(
        () -> {
          Stream stream = new Stream(ctx, event, looking);
          open.add(stream);
          stream.next(Duration.ZERO);
          return stream.done.whenComplete((done, failure) -> open.remove(stream));
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    open.forEach(Stream::end);
  }

  private final class Stream {

    private final Context ctx;
    private final String event;
    private final Pass pass;
    private final Supplier<CompletableFuture<Look>> looking;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** One look after the other, so these need no guard. */
    private @Nullable JsonNode told;

    private long toldAt = System.nanoTime();

    Stream(Context ctx, String event, Supplier<CompletableFuture<Look>> looking) {
      this.ctx = ctx;
      this.event = event;
      this.pass = new Pass(ctx, Role.read);
      this.looking = looking;
    }

    void end() {
      done.complete(null);
    }

    void next(Duration pause) {
      try {
        var unused =
            timer.schedule(
                () -> threads.execute(this::look), pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closing) {
        end();
      }
    }

    private void look() {
      if (!done.isDone() && !pass.isGood()) {
        end();
      }
      if (done.isDone()) {
        return;
      }
      var unused =
          CompletableFuture.completedFuture(looking)
              .thenCompose(Supplier::get)
              .thenAcceptAsync(this::tell, threads)
              .exceptionally(
                  failure -> {
                    // The answer has begun, so that nothing but its end can be told.
                    log.error("A stream failed", failure);
                    end();
                    return null;
                  });
    }

    private void tell(Look now) {
      try {
        tell(now.state());
        if (now.last()) {
          write("event: end\ndata: {}\n\n");
          end();
        } else {
          next(every);
        }
      } catch (IOException gone) {
        end();
      }
    }

    private void tell(JsonNode state) throws IOException {
      if (!state.equals(told)) {
        write("event: " + event + "\ndata: " + state + "\n\n");
        told = state;
      } else if (System.nanoTime() - toldAt > heartbeat.toNanos()) {
        write(": still here\n\n");
      }
    }

    private void write(String text) throws IOException {
      OutputStream out = ctx.res().getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      toldAt = System.nanoTime();
    }
  }
}
