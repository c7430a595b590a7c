package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.journal.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionSenderTest {

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  @TempDir private Path folder;
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Delivery.Outcome engine = Delivery.Outcome.unavailable;
  private Database database;
  private DecisionSender sender;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    sender = new DecisionSender(database, this::deliver, LONGEST_PAUSE);
    var decision =
        new Decision("order-1:review", "d-1", "approve", null, "ada", "2026-11-21T10:00:00Z");
    database.write(connection -> TaskRows.keep(connection, "order-1", decision)).join();
  }

  @AfterEach
  void close() {
    sender.close();
    database.close();
  }

  private Delivery.Outcome deliver(String workflowId, Decision decision) {
    attempts.incrementAndGet();
    return engine;
  }

  @Test
  void howeverOftenItIsWokenOneTimerTriesAgain() {
    for (int i = 0; i < 50; i++) {
      int before = attempts.get();
      sender.wake();
      await().pollInterval(Duration.ofMillis(2)).until(() -> attempts.get() > before);
    }

    int before = attempts.get();
    await()
        .pollDelay(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(attempts.get() - before).isBetween(1, 30));
  }

  @Test
  void itTriesUntilTheRunHasIt() {
    sender.wake();
    await().until(() -> attempts.get() > 3);
    engine = Delivery.Outcome.taken;

    await().until(() -> waiting() == 0);
    int all = attempts.get();
    await()
        .pollDelay(LONGEST_PAUSE.multipliedBy(3))
        .untilAsserted(() -> assertThat(attempts.get()).isEqualTo(all));
  }

  private int waiting() {
    return database.read(connection -> TaskRows.waiting(connection, 10).size());
  }
}
