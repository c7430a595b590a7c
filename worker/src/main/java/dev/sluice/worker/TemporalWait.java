package dev.sluice.worker;

import io.grpc.StatusRuntimeException;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a worker factory as soon as Temporal and its namespace are there. The SDK gives up at
 * once, and a worker that starts before its server is the ordinary case. Thread-safe.
 */
final class TemporalWait implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(TemporalWait.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final WorkerFactory factory;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile String waitsFor = "Temporal has not been asked yet";

  TemporalWait(WorkerFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!start()) {
        if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean start() {
    try {
      factory.start();
      started.countDown();
      log.info("the worker takes work");
      return true;
    } catch (StatusRuntimeException e) {
      String reason = "Temporal answers " + e.getStatus().getCode();
      if (!reason.equals(waitsFor)) {
        log.warn("{}; the worker waits for it: {}", reason, e.getStatus().getDescription());
        waitsFor = reason;
      }
      return false;
    }
  }

  boolean hasStarted() {
    return started.getCount() == 0;
  }

  boolean awaitStart(Duration atMost) throws InterruptedException {
    return started.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  String waitsFor() {
    return waitsFor;
  }

  void stop() {
    stopped.countDown();
  }
}
