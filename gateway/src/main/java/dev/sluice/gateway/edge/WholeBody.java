package dev.sluice.gateway.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes slowly waits here, without a thread, until it is whole or larger than anybody
 * reads. One that is not whole in time is answered 408, whether it trickles or stands still, and
 * 503 one that there is no room for among those that wait; what comes at once takes none, and who
 * is not let in anyway is answered without it. Bytes are copied, so that a byte at a time does not
 * keep a network buffer each. The server calls one request's methods one after the other; the clock
 * comes in as its idle time-out does.
 */
final class WholeBody extends ContentLoader implements Invocable.Task {

  /** For every body but those that are declared too large: these are told so at once. */
  record Factory(Duration patience, Rooms rooms) implements ContentLoaderFactory {

    @Override
    public @Nullable String getApplicableMimeType() {
      return null;
    }

    @Override
    public @Nullable ContentLoader newContentLoader(
        String contentType,
        String mimeType,
        Handler handler,
        Request request,
        Response response,
        Callback callback) {
      return request.getLength() > Body.MAX_BYTES
          ? null
          : new WholeBody(handler, request, response, callback, this);
    }
  }

  private final Duration patience;
  private final Rooms rooms;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private Scheduler.@Nullable Task clock;

  /** The server fails a request for good when its time ends just as something of it comes. */
  private volatile boolean isLate;

  private @Nullable Room room;
  private int taken;

  private WholeBody(
      Handler handler, Request request, Response response, Callback callback, Factory factory) {
    super(handler, request, response, callback);
    this.patience = factory.patience();
    this.rooms = factory.rooms();
  }

  @Override
  protected void load() {
    read(false);
  }

  @Override
  public void run() {
    read(true);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void read(boolean isCalledBack) {
    while (true) {
      Content.Chunk chunk = getRequest().read();
      if (chunk == null) {
        waitForMore(isCalledBack);
        return;
      }
      boolean isFailure = Content.Chunk.isFailure(chunk);
      if (isFailure && (isLate || !chunk.isLast())) {
        refuse(HttpStatus.REQUEST_TIMEOUT_408);
        return;
      }
      if (!isFailure) {
        take(chunk);
      }
      if (chunk.isLast() || bytes.size() > Body.MAX_BYTES) {
        handOver(isFailure ? chunk : chunk.isLast() ? Content.Chunk.EOF : null, isCalledBack);
        return;
      }
    }
  }

  private void waitForMore(boolean isCalledBack) {
    Room its = room == null ? rooms.of(getRequest()).orElse(null) : room;
    if (its == null) {
      // Nobody needs it for the answer, and nobody may wait for the rest.
      bytes.reset();
      handOver(Content.Chunk.from(new EofException("Not waited for"), true), isCalledBack);
      return;
    }
    if (its.isTooMuch(bytes.size())) {
      refuse(HttpStatus.PAYLOAD_TOO_LARGE_413);
      return;
    }
    room = its;
    int more = bytes.size() - taken;
    if (!its.take(more)) {
      refuse(HttpStatus.SERVICE_UNAVAILABLE_503);
      return;
    }
    taken += more;
    startClock();
    getRequest().demand(this);
  }

  private void take(Content.Chunk chunk) {
    byte[] copy = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(copy);
    bytes.writeBytes(copy);
    chunk.release();
  }

  private void startClock() {
    if (clock == null) {
      clock =
          getRequest()
              .getComponents()
              .getScheduler()
              .schedule(this::tooLate, patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tooLate() {
    if (!isOver.get()
        && getRequest().getConnectionMetaData().getConnection()
            instanceof AbstractConnection connection) {
      isLate = true;
      connection.onIdleExpired(new TimeoutException("The body did not come in time"));
    }
  }

  private void stopClock() {
    isOver.set(true);
    if (clock != null) {
      clock.cancel();
    }
  }

  private void refuse(int status) {
    stopClock();
    giveBack();
    getResponse().getHeaders().put(HttpFields.CONNECTION_CLOSE);
    Response.writeError(getRequest(), getResponse(), getCallback(), status);
  }

  private void giveBack() {
    if (room != null) {
      room.giveBack(taken);
    }
  }

  private void handOver(Content.@Nullable Chunk end, boolean isCalledBack) {
    stopClock();
    Request whole = new Loaded(getRequest(), ByteBuffer.wrap(bytes.toByteArray()), end);
    if (isCalledBack) {
      // Until a thread has it, a body waits; from then on there are as many as threads.
      getRequest()
          .getContext()
          .execute(
              () -> {
                giveBack();
                handle(whole, getResponse(), getCallback());
              });
    } else {
      handle(whole, getResponse(), getCallback());
    }
  }

  /** The request, its body at hand. */
  private static final class Loaded extends Request.Wrapper {

    private @Nullable ByteBuffer bytes;
    private final Content.@Nullable Chunk end;

    /**
     * @param end what comes after the bytes; without it more may come from the network
     */
    Loaded(Request request, ByteBuffer bytes, Content.@Nullable Chunk end) {
      super(request);
      this.bytes = bytes;
      this.end = end;
    }

    @Override
    public Content.@Nullable Chunk read() {
      ByteBuffer first = bytes;
      if (first != null) {
        bytes = null;
        if (first.hasRemaining()) {
          return Content.Chunk.from(first, false);
        }
      }
      return end == null ? super.read() : end;
    }

    @Override
    public void demand(Runnable whenAtHand) {
      if (bytes != null || end != null) {
        whenAtHand.run();
      } else {
        super.demand(whenAtHand);
      }
    }
  }
}
