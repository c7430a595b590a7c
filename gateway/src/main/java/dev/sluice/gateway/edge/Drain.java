package dev.sluice.gateway.edge;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Once a request is answered, what is still coming of its body is read away, up to a bound and for
 * a while: closed at once, the connection would be reset, and a sender that writes before it reads
 * would never see the answer. Needs no thread while it waits.
 */
final class Drain extends Handler.Wrapper {

  private final Duration patience;

  Drain(Handler next, Duration patience) {
    super(next);
    this.patience = patience;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    // Who asks before it sends has sent nothing.
    boolean isAsking = request.getHeaders().contains(HttpHeader.EXPECT);
    return super.handle(
        request,
        response,
        isAsking
            ? callback
            : Callback.from(
                () -> new Rest(request, callback, System.nanoTime() + patience.toNanos()).run(),
                callback::failed));
  }

  private static final class Rest implements Invocable.Task {

    private final Request request;
    private final Callback callback;
    private final long until;
    private long read;

    Rest(Request request, Callback callback, long until) {
      this.request = request;
      this.callback = callback;
      this.until = until;
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
      while (read <= Body.MAX_DRAINED && System.nanoTime() - until < 0) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        read += chunk.remaining();
        chunk.release();
        if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
          break;
        }
      }
      callback.succeeded();
    }
  }
}
