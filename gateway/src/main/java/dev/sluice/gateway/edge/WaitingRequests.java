package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that wait for something to end. A stop ends their wait: they are answered by what is
 * known, and {@link #close} comes back when they are, so that the server may go. Safe for many
 * threads.
 */
final class WaitingRequests implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WaitingRequests.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final Set<Request> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /** For a request that is asynchronous by now; it leaves by itself when it is answered. */
  Request enter(Context ctx) {
    Request request = new Request();
    open.add(request);
    ctx.req().getAsyncContext().addListener(request);
    if (closing) {
      request.stopped.complete(null);
    }
    return request;
  }

  @Override
  public void close() {
    closing = true;
    open.forEach(request -> request.stopped.complete(null));
    CompletableFuture<?>[] answers =
        open.stream().map(request -> request.answered).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(answers).get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("{} requests that waited are cut off; what they sent is kept", open.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of them. */
  final class Request implements AsyncListener {

    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    /** What {@code end} gives, or nothing when the gateway stops before. */
    <T> CompletableFuture<Optional<T>> orStop(CompletableFuture<Optional<T>> end) {
      return stopped.<Optional<T>>thenApply(none -> Optional.empty()).applyToEither(end, it -> it);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      open.remove(this);
      answered.complete(null);
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
