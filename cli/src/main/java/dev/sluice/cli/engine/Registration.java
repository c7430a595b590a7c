package dev.sluice.cli.engine;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers our search attributes on a server that may be away: at once if it answers, else as soon
 * as it does. A server that refuses is left as it is, and the log says what an administrator has to
 * do; until then the gateway holds all work and says why.
 */
public final class Registration implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Registration.class);
  private static final int EVERY_SECONDS = 2;

  private final Connection connection;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "search-attributes");
            thread.setDaemon(true);
            return thread;
          });

  private Registration(Connection connection) {
    this.connection = connection;
  }

  public static Registration start(Connection connection) {
    var registration = new Registration(connection);
    registration.register();
    return registration;
  }

  private void register() {
    try {
      SearchAttributes.register(connection);
    } catch (StatusRuntimeException e) {
      if (isAway(e.getStatus().getCode())) {
        var unused = timer.schedule(this::register, EVERY_SECONDS, TimeUnit.SECONDS);
      } else {
        log.warn(
            "The search attributes cannot be registered ({}). An administrator of the namespace can"
                + " add them as Keyword: {}",
            e.getStatus(),
            String.join(", ", SearchAttributes.names()));
      }
    }
  }

  private static boolean isAway(Status.Code code) {
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
