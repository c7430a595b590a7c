package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test plays the runs. */
class HealingTest implements RunsWord {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path folder;
  private final Map<String, List<Asked>> word = new HashMap<>();
  private Database database;
  private Inbox inbox;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox =
        new Inbox(
            database,
            (id, said) -> Delivery.Outcome.taken,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofMillis(50));
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  @Override
  public Optional<List<Asked>> of(Target run) {
    return Optional.ofNullable(word.get(run.workflowId()));
  }

  @Override
  public Stream<Target> waiting() {
    return word.keySet().stream().sorted().map(id -> new Target(id, ""));
  }

  private void heal(Duration later) {
    try (Healing healing =
        new Healing(database, inbox, this, Clock.fixed(NOW.plus(later), ZoneOffset.UTC))) {
      healing.round();
    }
  }

  private void asks(String workflowId, String tier) {
    word.put(workflowId, List.of(new Asked(task(workflowId, tier), Set.of())));
  }

  @Test
  void whatARunAsksAndTheInboxLacksIsPut() {
    asks("order-1", "role:clerk");
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review"))
        .get()
        .extracting(Task::state, Task::tier)
        .containsExactly(Task.State.open, "role:clerk");
  }

  @Test
  void whatStandsOtherwiseIsPutAsTheRunHasIt() {
    inbox.put(task("order-1", "role:clerk")).join();
    asks("order-1", "role:manager");
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review").orElseThrow().tier()).isEqualTo("role:manager");
  }

  @Test
  void whatItsRunAsksNoMoreIsClosedOnceItHasSettled() {
    inbox.put(task("order-1", "role:clerk")).join();
    word.put("order-1", List.of());
    heal(Duration.ofSeconds(30));
    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);

    heal(Duration.ofMinutes(2));
    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.expired);
  }

  @Test
  void whatARunDoesNotSayChangesNothing() {
    inbox.put(task("order-1", "role:clerk")).join();
    heal(Duration.ofMinutes(2));

    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void howeverManyThereAreEachHasItsTurn() {
    List<String> all = IntStream.range(100, 150).mapToObj(i -> "order-" + i).toList();
    all.forEach(id -> asks(id, "role:clerk"));
    try (Healing healing = new Healing(database, inbox, this, Clock.fixed(NOW, ZoneOffset.UTC))) {
      healing.round();
      healing.round();
      healing.round();
    }

    assertThat(all).allMatch(id -> inbox.find(id + ":review").isPresent());
  }

  private static Task task(String workflowId, String tier) {
    return new Task(
        workflowId + ":review",
        workflowId,
        Task.State.open,
        "May it go on?",
        JsonNodeFactory.instance.objectNode(),
        List.of("approve", "reject"),
        tier,
        null,
        null,
        List.of(),
        Ballot.PLAIN,
        List.of());
  }
}
