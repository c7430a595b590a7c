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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is asked under an id that was asked before: by another run, or by the same after a reset.
 */
class AskedAgainTest {

  private static final String ID = "claim-7:task";

  @TempDir private Path folder;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private Database database;
  private Inbox inbox;
  private long told;

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

  @Test
  void anAnswerToOneRunIsNoneToAnotherOfTheSameId() {
    says("run-a", open(70));
    answer("ada", "approve");
    says("run-a", decided(70, vote("ada", 0)));
    int life = life();

    Task asked = says("run-b", open(7000));

    assertThat(asked.state()).isEqualTo(Task.State.open);
    assertThat(asked.decision()).isNull();
    assertThat(asked.decisions()).isEmpty();
    assertThat(life()).as("its messages and links are of another life").isEqualTo(life + 1);
    answer("ada", "reject");
    assertThat(sent).containsExactly("ada approve", "ada reject");
  }

  @Test
  void whatOneRunHadClosedTheNextAsksAnewThoughItSaysTheSame() {
    says("run-a", open(70));
    answer("ada", "approve");
    says("run-a", decided(70, vote("ada", 0)));
    assertThat(says("run-b", open(70)).state()).isEqualTo(Task.State.open);
    answer("bob", "reject");

    assertThat(sent).containsExactly("ada approve", "bob reject");
  }

  @Test
  void anAnswerToAQuestionThatIsOpenIsForTheNextRunOnlyIfItAsksTheSame() {
    says("run-a", twoOfThree(open(70)));
    answer("ada", "approve");
    says("run-b", twoOfThree(open(70)));
    await().until(() -> sent.size() == 2);
    says("run-c", twoOfThree(open(7000)));
    answer("bob", "reject");

    assertThat(sent).containsExactly("ada approve", "ada approve", "bob reject");
  }

  @Test
  void whatWasDecidedThoughItsRunDidNotSaySoIsForTheNextThatAsksTheSame() {
    says("run-a", open(70));
    answer("ada", "approve");
    endsDecided();
    says("run-b", open(70));
    await().until(() -> sent.size() == 2);

    assertThat(sent).containsExactly("ada approve", "ada approve");
    assertThat(inbox.find(ID).orElseThrow().state())
        .as("nobody need be asked")
        .isEqualTo(Task.State.decided);
  }

  @Test
  void whatWasAnsweredIsNoAnswerToWhatTheSameChainAsksElse() {
    says("run-a", open(70));
    answer("ada", "approve");
    says("run-a", decided(70, vote("ada", 0)));
    assertThat(says("run-a", open(7000)).state()).isEqualTo(Task.State.open);
    answer("bob", "reject");

    assertThat(sent).containsExactly("ada approve", "bob reject");
  }

  @Test
  void whatWasAnsweredIsNoAnswerToWhatARunThatDoesNotNameItselfAsksElse() {
    says(null, open(70));
    answer("ada", "approve");
    says(null, decided(70, vote("ada", 0)));
    assertThat(says(null, open(7000)).state()).isEqualTo(Task.State.open);
    answer("bob", "reject");

    assertThat(sent).containsExactly("ada approve", "bob reject");
  }

  @Test
  void whereTheAnswerDoesNotCountAnyMoreTheQuestionIsOpen() {
    says("run-a", open(70));
    answer("ada", "approve");
    says("run-a", decided(70, vote("ada", 0)));
    assertThat(says("run-a", open(70)).state())
        .as("the answer is on its way once more")
        .isEqualTo(Task.State.decided);
    await().until(() -> sent.size() == 2);
    String heard = String.valueOf(inbox.find(ID).orElseThrow().decisions().get(0).decisionId());
    Task asked = says("run-a", open(70), Set.of(heard));

    assertThat(asked.state()).isEqualTo(Task.State.open);
    assertThat(asked.decision()).isNull();
  }

  @Test
  void whereTheAnswerIsNeverHeardTheQuestionIsOpenInTheEnd() {
    says("run-a", open(70));
    answer("ada", "approve");
    endsDecided();
    for (int i = 0; i < 3; i++) {
      assertThat(says("run-b", open(70)).state()).isEqualTo(Task.State.decided);
    }

    assertThat(says("run-b", open(70)).state()).isEqualTo(Task.State.open);
  }

  @Test
  void whatIsAskedFromBeforeTheLastWordOnItIsOpenAgain() {
    says("run-a", open(70));
    says("run-a", open(70));
    endsUnanswered();
    told = 0;

    assertThat(says("run-a", open(70)).state()).isEqualTo(Task.State.open);
  }

  @Test
  void whatWasSentToARunThatItWasNotForIsSentToItAsAnother() {
    Decision vote = vote("ada", 0);
    assertThat(SignalDelivery.requestId(vote, Optional.of("run-a")))
        .isEqualTo(SignalDelivery.requestId(vote, Optional.of("run-a")))
        .isNotEqualTo(SignalDelivery.requestId(vote, Optional.of("run-b")))
        .isNotEqualTo(SignalDelivery.requestId(vote, Optional.empty()));
  }

  @Test
  void whereOneAnswerIsNotEnoughAnyMoreTheQuestionIsOpenAndOthersAreHeard() {
    says("run-a", open(70));
    answer("ada", "approve");
    says("run-a", decided(70, vote("ada", 0)));
    assertThat(says("run-a", twoOfThree(open(70))).state()).isEqualTo(Task.State.open);
    answer("bob", "approve");

    assertThat(sent).containsExactly("ada approve", "ada approve", "bob approve");
  }

  @Test
  void theCommentThatDecidedIsKeptWithTheVote() {
    Decision said =
        new Decision(ID, "d-ada", "approve", "by phone", "ada", "2026-11-22T10:00:00Z", 0);
    says("run-a", open(70));
    Ballot one =
        new Ballot(0, 1, null, null, List.of(vote("ada", 0)), Map.of(), List.of(), List.of());
    says("run-a", withBallot(decided(70, said), one));

    assertThat(inbox.find(ID).orElseThrow().decisions())
        .extracting(Decision::comment)
        .containsExactly("by phone");
  }

  @Test
  void theFieldsOfDataMayComeInAnotherOrder() {
    says("run-a", twoOfThree(with("{\"amount\": 70.10, \"for\": \"tea\"}")));
    answer("ada", "approve");
    endsUnanswered();
    says("run-b", twoOfThree(with("{\"for\": \"tea\", \"amount\": 70.10}")));
    await().until(() -> sent.size() == 2);

    assertThat(sent).containsExactly("ada approve", "ada approve");
  }

  @Test
  void whatEndedUnansweredIsAskedOnWhereTheNextRunAsksTheSame() {
    says("run-a", twoOfThree(open(70)));
    answer("ada", "approve");
    endsUnanswered();
    says("run-b", twoOfThree(open(70)));
    await().until(() -> sent.size() == 2);

    assertThat(sent).containsExactly("ada approve", "ada approve");
  }

  @Test
  void whatEndedUnansweredIsNotAskedOnWhereTheNextRunAsksAnother() {
    says("run-a", twoOfThree(open(70)));
    answer("ada", "approve");
    endsUnanswered();
    says("run-b", twoOfThree(open(7000)));
    answer("bob", "approve");

    assertThat(sent).containsExactly("ada approve", "bob approve");
  }

  @Test
  void aLostRunsAnswersAreForTheRunInItsPlace() {
    says("run-a", twoOfThree(open(70)));
    answer("ada", "approve");
    database
        .write(
            connection -> {
              try (var statement = connection.createStatement()) {
                return statement.executeUpdate(
                    """
                    INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at,
                      workflow_type, status)
                    VALUES ('claim-7', '', 1, 0, x'00', 0, 'TaskWorkflow', 'running')""");
              }
            })
        .join();
    inbox.recover();
    says("run-b", twoOfThree(open(70)));
    await().until(() -> sent.size() == 2);

    assertThat(sent).containsExactly("ada approve", "ada approve");
  }

  @Test
  void whatExpiredIsOpenAgainOnceItsRunIsReset() {
    says("run-a", open(70));
    says("run-a", closed(70, Task.State.expired, null));
    assertThat(says("run-a", open(70)).state()).isEqualTo(Task.State.open);
    answer("ada", "approve");

    assertThat(sent).containsExactly("ada approve");
  }

  @Test
  void whatWasDecidedByHandIsToldToItsRunOnceThatIsReset() {
    says("run-a", open(70));
    says("run-a", decided(70, vote(null, 0)));
    says("run-a", open(70));
    await().until(() -> !sent.isEmpty());

    assertThat(sent).containsExactly("temporal approve");
  }

  @Test
  void aWordThatComesLateOpensNothing() {
    says("run-a", open(70));
    says("run-a", closed(70, Task.State.expired, null));
    told = 0;

    assertThat(says("run-a", open(70)).state()).isEqualTo(Task.State.expired);
  }

  @Test
  void aVoteOfAnEarlierTierWinsNothingByTheQuorumOfThePresentOne() {
    says(
        "run-a",
        withBallot(
            open(70),
            new Ballot(1, 1, null, null, List.of(vote("ada", 0)), Map.of(), List.of(), List.of())));
    answer("bob", "reject");

    assertThat(sent).containsExactly("bob reject");
  }

  private void answer(String who, String choice) {
    Decided decided = inbox.decide(ID, choice, null, voter(who)).join();
    assertThat(decided).isInstanceOf(Decided.Kept.class);
    await().until(() -> sent.contains(who + " " + choice));
  }

  private void endsUnanswered() {
    database
        .write(
            connection -> {
              TaskRows.expireOrphan(connection, ID, 0);
              return true;
            })
        .join();
  }

  private void endsDecided() {
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

  private int life() {
    return database.read(connection -> Lives.of(connection, ID));
  }

  private Task says(@Nullable String firstRunId, Task task) {
    return says(firstRunId, task, Set.of());
  }

  private Task says(@Nullable String firstRunId, Task task, Set<String> heard) {
    return inbox.put(new Word(task, heard, List.of(), "default", ++told, firstRunId)).join();
  }

  private static Decision vote(@Nullable String by, int round) {
    String id = by == null ? null : "d-" + by;
    return new Decision(ID, id, "approve", null, by, "2026-11-22T10:00:00Z", round);
  }

  private static Task open(int amount) {
    return closed(amount, Task.State.open, null);
  }

  private static Task decided(int amount, Decision decision) {
    return closed(amount, Task.State.decided, decision);
  }

  private static Task twoOfThree(Task task) {
    return withBallot(task, new Ballot(0, 2, 3, null, List.of(), Map.of(), List.of(), List.of()));
  }

  private static Task with(String data) {
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

  private static Task withBallot(Task task, Ballot ballot) {
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

  private static Task closed(int amount, Task.State state, @Nullable Decision decision) {
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
