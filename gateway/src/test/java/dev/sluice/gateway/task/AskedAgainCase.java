package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An inbox to which runs say what they ask, each under the same id. */
@SuppressWarnings("NullAway.Init") // Opened before each.
abstract class AskedAgainCase {

  static final String ID = "claim-7:task";

  @TempDir private Path folder;
  final List<String> sent = new CopyOnWriteArrayList<>();
  Database database;
  Inbox inbox;
  long told;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox =
        new Inbox(
            database,
            (workflowId, said) -> {
              sent.add(((Decision) said).by() + " " + ((Decision) said).decision());
              return Delivery.Outcome.taken;
            },
            Clock.systemUTC(),
            Duration.ofMillis(50));
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  void answer(String who, String choice) {
    Decided decided = inbox.decide(ID, choice, null, voter(who)).join();
    assertThat(decided).isInstanceOf(Decided.Kept.class);
    await().until(() -> sent.contains(who + " " + choice));
  }

  void endsUnanswered() {
    database
        .write(
            connection -> {
              TaskRows.expireOrphan(connection, ID, 0);
              return true;
            })
        .join();
  }

  void endsDecided() {
    Task task = inbox.find(ID).orElseThrow();
    Decision taken = task.decisions().get(0);
    database
        .write(
            connection -> {
              TaskRows.update(connection, task.closedBy(taken), 0);
              TaskRows.letReopen(connection, ID);
              return true;
            })
        .join();
  }

  int life() {
    return database.read(connection -> Lives.of(connection, ID));
  }

  Task says(@Nullable String firstRunId, Task task) {
    return says(firstRunId, task, Set.of());
  }

  Task says(@Nullable String firstRunId, Task task, Set<String> heard) {
    return inbox.put(new Word(task, heard, List.of(), "default", ++told, firstRunId)).join();
  }

  static Decision vote(@Nullable String by, int round) {
    String id = by == null ? null : "d-" + by;
    return new Decision(ID, id, "approve", null, by, "2026-11-22T10:00:00Z", round);
  }

  static Task open(int amount) {
    return closed(amount, Task.State.open, null);
  }

  static Task decided(int amount, Decision decision) {
    return closed(amount, Task.State.decided, decision);
  }

  static Task twoOfThree(Task task) {
    return withBallot(task, new Ballot(0, 2, 3, null, List.of(), Map.of(), List.of(), List.of()));
  }

  static Task with(String data) {
    Task task = open(0);
    try {
      return new Task(
          task.id(),
          task.workflowId(),
          task.state(),
          task.question(),
          new JsonMapper().readTree(data),
          task.choices(),
          task.tier(),
          null,
          null,
          List.of(),
          task.ballot(),
          List.of());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static Task withBallot(Task task, Ballot ballot) {
    return new Task(
        task.id(),
        task.workflowId(),
        task.state(),
        task.question(),
        task.data(),
        task.choices(),
        task.tier(),
        task.due(),
        task.decision(),
        List.of(),
        ballot,
        List.of());
  }

  static Task closed(int amount, Task.State state, @Nullable Decision decision) {
    return new Task(
        ID,
        "claim-7",
        state,
        "May it be paid?",
        JsonNodeFactory.instance.objectNode().put("amount", amount),
        List.of("approve", "reject"),
        "role:clerk",
        null,
        decision,
        List.of(),
        Ballot.PLAIN,
        List.of());
  }
}
