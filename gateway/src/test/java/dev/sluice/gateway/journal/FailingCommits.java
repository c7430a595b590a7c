package dev.sluice.gateway.journal;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A database whose commits can fail, before they have reached the file or after it. */
public final class FailingCommits {

  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicBoolean armedBefore = new AtomicBoolean();

  public Database open(String url, MeterRegistry meters) {
    return open(url, meters, new Identities());
  }

  Database open(String url, MeterRegistry meters, Identities identities) {
    return Database.open(
        url,
        meters,
        connection -> {
          if (armedBefore.getAndSet(false)) {
            throw new SQLException("the disk is full", "08000", 13);
          }
          connection.commit();
          if (armed.getAndSet(false)) {
            throw new SQLException("the answer was lost", "08000", 10);
          }
        },
        identities);
  }

  /** The next commit fails after it has reached the file. */
  public void arm() {
    armed.set(true);
  }

  /** The next commit fails, and nothing of it is on disk. */
  void armBefore() {
    armedBefore.set(true);
  }
}
