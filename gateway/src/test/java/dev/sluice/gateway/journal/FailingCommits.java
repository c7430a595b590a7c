package dev.sluice.gateway.journal;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A database whose commits can fail after they have reached the file. */
public final class FailingCommits {

  private final AtomicBoolean armed = new AtomicBoolean();

  public Database open(String url, MeterRegistry meters) {
    return Database.open(
        url,
        meters,
        connection -> {
          connection.commit();
          if (armed.getAndSet(false)) {
            throw new SQLException("the answer was lost", "08000", 10);
          }
        });
  }

  /** The next commit fails. */
  public void arm() {
    armed.set(true);
  }
}
