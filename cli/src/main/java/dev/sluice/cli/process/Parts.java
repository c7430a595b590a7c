package dev.sluice.cli.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has started, stopped in the opposite order: on SIGTERM, on Ctrl-C, or because a
 * later part could not start. Parts are added by one thread; closing twice, or from two threads, is
 * closing once.
 */
public final class Parts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<Part> started = new ArrayDeque<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private boolean closed;

  private record Part(String name, AutoCloseable part) {}

  /** From now on a signal stops what was added. */
  public Parts() {
    // The JVM ends when its hooks have returned, so the hook itself does the stopping.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
  }

  public synchronized <T extends AutoCloseable> T add(String name, T part) {
    started.push(new Part(name, part));
    if (closed) {
      // The signal came while this part started.
      stopAll();
    }
    return part;
  }

  /** Returns when the process is asked to stop. */
  public void awaitStop() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    asked.countDown();
    stopAll();
  }

  private void stopAll() {
    while (!started.isEmpty()) {
      var next = started.pop();
      try {
        next.part().close();
        log.info("stopped: {}", next.name());
      } catch (Exception e) {
        // The others must be stopped all the same.
        log.warn("did not stop cleanly: {}", next.name(), e);
      }
    }
  }
}
