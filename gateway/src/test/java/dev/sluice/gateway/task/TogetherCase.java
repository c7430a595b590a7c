package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.member;
import static dev.sluice.gateway.task.TestVoters.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.task.Decided.Objection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A question to a board of which two of three agree. The test plays the run. */
@SuppressWarnings("NullAway.Init") // Opened before each.
abstract class TogetherCase {

  static final String TASK = "offer-7:task";
  static final Duration SHORT = Duration.ofMillis(50);
  static final People PEOPLE =
      People.of(
          List.of(
              person("anna", "board"),
              person("bob", "board"),
              person("carl", "board", "head"),
              person("dora"),
              person("rita", "board")));

  @TempDir private Path folder;
  final List<Said> delivered = new CopyOnWriteArrayList<>();
  Database database;
  Inbox inbox;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox = new Inbox(database, this::deliver, Clock.systemUTC(), SHORT);
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  Delivery.Outcome deliver(String workflowId, Said said) {
    delivered.add(said);
    return Delivery.Outcome.taken;
  }

  void hear(Inbox by, List<Decision> counted) {
    Set<String> all = new HashSet<>();
    delivered.forEach(said -> all.add(String.valueOf(said.id())));
    by.put(task("role:board", ballot(0, new ArrayList<>(counted), Map.of(), List.of())), all)
        .join();
  }

  void ask(int round) {
    inbox
        .put(
            task(
                round == 0 ? "role:board" : "role:head",
                ballot(round, List.of(), Map.of(), List.of())))
        .join();
  }

  Decided decide(String who, String choice) {
    return inbox.decide(TASK, choice, null, member(PEOPLE, who)).join();
  }

  Decided delegate(String from, String to) {
    return act(from, Act.Kind.delegate, to);
  }

  Decided act(String who, Act.Kind kind, @Nullable String person) {
    return inbox.act(TASK, kind, person, null, member(PEOPLE, who)).join();
  }

  static Objection objection(Decided decided) {
    assertThat(decided).isInstanceOf(Decided.Objected.class);
    return ((Decided.Objected) decided).why();
  }

  static Ballot ballot(
      int round, List<Decision> votes, Map<String, String> handedTo, List<String> added) {
    return new Ballot(
        round,
        round == 0 ? 2 : 1,
        round == 0 ? 3 : null,
        "rita",
        votes,
        handedTo,
        added,
        List.of("later"));
  }

  static Task task(String tier, Ballot ballot) {
    return task(Task.State.open, tier, ballot);
  }

  static Task task(Task.State state, String tier, Ballot ballot) {
    return new Task(
        TASK,
        "offer-7",
        state,
        "May offer 7 go out?",
        JsonNodeFactory.instance.objectNode(),
        List.of("approve", "reject", "later"),
        tier,
        null,
        null,
        List.of(),
        ballot,
        List.of());
  }
}
