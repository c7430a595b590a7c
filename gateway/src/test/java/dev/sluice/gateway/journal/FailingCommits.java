package dev.sluice.gateway.journal;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A database whose commits can fail after they have reached the file. */
public final class FailingCommits {

  private final AtomicBoolean armed = new AtomicBoolean();

  public Database open(String url, MeterRegistry meters) {
    return open(url, meters, new Identities());
  }

  Database open(String url, MeterRegistry meters, Identities identities) {
    return Database.open(
        url,
        meters,
        connection -> {
          connection.commit();
          if (armed.getAndSet(false)) {
            throw new SQLException("the answer was lost", "08000", 10);
          }
        },
        identities);
  }

  /** The next commit fails. */
  public void arm() {
    armed.set(true);
  }
}
