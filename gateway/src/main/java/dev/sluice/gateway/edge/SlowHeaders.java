package dev.sluice.gateway.edge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends a connection on which no request begins for a while. The server's idle time-out does so
 * where nothing comes; this one also where headers come a byte at a time. Safe for many threads.
 */
final class SlowHeaders implements Connection.Listener {

  private final Scheduler scheduler;
  private final Duration patience;

  SlowHeaders(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      lookLater(http, 0);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    // The next look finds it closed.
  }

  private void lookLater(HttpConnection connection, long requestsBefore) {
    var unused =
        scheduler.schedule(
            () -> look(connection, requestsBefore), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(HttpConnection connection, long requestsBefore) {
    if (!connection.getEndPoint().isOpen()) {
      return;
    }
    long requests = connection.getMessagesIn();
    boolean isBusy = connection.getHttpChannel().getRequest() != null;
    if (isBusy || requests != requestsBefore) {
      lookLater(connection, requests);
    } else {
      connection.getEndPoint().close();
    }
  }
}
