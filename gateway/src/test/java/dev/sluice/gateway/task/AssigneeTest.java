package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.member;
import static dev.sluice.gateway.task.TestVoters.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.people.People;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list says what the answer to a vote would say: whom a question is with. */
class AssigneeTest {

  private static final People PEOPLE =
      People.of(List.of(person("anna", "clerk"), person("bob", "clerk", "head"), person("dora")));

  @TempDir private Path folder;
  private final List<Task> all = new ArrayList<>();
  private Database database;
  private Inbox inbox;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox =
        new Inbox(
            database,
            (workflowId, said) -> Delivery.Outcome.taken,
            Clock.systemUTC(),
            Duration.ofMillis(50));
    for (String tier :
        List.of("role:clerk", "role:head", "role:nobody", "person:dora", "person:x", "anyone")) {
      put(tier, null, Map.of(), List.of());
      put(tier, "anna", Map.of(), List.of());
      put(tier, null, Map.of("anna", "dora"), List.of());
      put(tier, null, Map.of(), List.of("anna", "desk"));
      put(tier, "bob", Map.of("dora", "bob"), List.of("dora"));
    }
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  static Stream<Voter> voters() {
    return Stream.of(
        member(PEOPLE, "anna"),
        member(PEOPLE, "bob"),
        member(PEOPLE, "dora"),
        new Voter("anna", PEOPLE.find("anna").orElseThrow(), true, false, PEOPLE),
        new Voter("dora", PEOPLE.find("dora").orElseThrow(), true, false, PEOPLE),
        new Voter("desk", null, true, false, PEOPLE),
        new Voter("anna", null, true, false, PEOPLE),
        new Voter("dashboard", null, false, false, PEOPLE),
        new Voter("local", null, true, false, People.NONE),
        new Voter("reader", null, false, false, People.NONE));
  }

  @ParameterizedTest
  @MethodSource("voters")
  void whatIsWithAVoterIsWhatTheVoterMayAnswer(Voter voter) {
    List<String> may =
        all.stream().filter(task -> voter.objection(task).isEmpty()).map(Task::id).toList();
    assertThat(list(Assignee.of(voter))).containsExactlyInAnyOrderElementsOf(may);
    assertThat(list(Assignee.of(voter).rest()))
        .as("the rest")
        .hasSize(all.size() - may.size())
        .noneMatch(may::contains);
  }

  @Test
  void whoMayOverruleHasNoMoreInTheirInbox() {
    Voter admin = new Voter("desk", null, true, true, PEOPLE);
    Voter desk = new Voter("desk", null, true, false, PEOPLE);
    assertThat(list(Assignee.of(admin))).isEqualTo(list(Assignee.of(desk)));
  }

  @Test
  void aPersonHasWhatWasHandedToThemAndNotWhatTheyHandedOn() {
    Assignee dora = Assignee.of("person:dora", member(PEOPLE, "anna"));
    assertThat(list(dora))
        .contains("role:clerk/2:q", "anyone/2:q")
        .contains("person:dora/0:q", "person:dora/1:q", "person:dora/3:q")
        .doesNotContain("role:clerk/0:q", "role:clerk/4:q", "person:dora/4:q");
  }

  @Test
  void meIsWhoeverAsks() {
    Voter anna = member(PEOPLE, "anna");
    assertThat(list(Assignee.of("me", anna))).isEqualTo(list(Assignee.of(anna)));
    assertThat(list(Assignee.of("role:clerk", anna))).hasSize(5);
  }

  private List<String> list(Assignee assignee) {
    return inbox.list(new TaskQuery(Task.State.open, assignee, 500, null)).tasks().stream()
        .map(Task::id)
        .toList();
  }

  private void put(
      String tier, @Nullable String requestedBy, Map<String, String> handedTo, List<String> added) {
    String workflowId = tier + "/" + all.size() % 5;
    Task task =
        new Task(
            workflowId + ":q",
            workflowId,
            Task.State.open,
            "May it?",
            JsonNodeFactory.instance.objectNode(),
            List.of("approve", "reject"),
            tier,
            null,
            null,
            List.of(),
            new Ballot(0, 1, null, requestedBy, List.of(), handedTo, added, List.of()),
            List.of());
    inbox.put(task).join();
    all.add(task);
  }
}
