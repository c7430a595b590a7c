package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.member;
import static dev.sluice.gateway.task.TestVoters.person;
import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a question is, and what several people say about one. The test plays the run. */
class TogetherTest {

  private static final String TASK = "offer-7:task";
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final People PEOPLE =
      People.of(
          List.of(
              person("anna", "board"),
              person("bob", "board"),
              person("carl", "board", "head"),
              person("dora"),
              person("rita", "board")));

  @TempDir private Path folder;
  private final List<Said> delivered = new CopyOnWriteArrayList<>();
  private Database database;
  private Inbox inbox;

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

  private Delivery.Outcome deliver(String workflowId, Said said) {
    delivered.add(said);
    return Delivery.Outcome.taken;
  }

  @Test
  void answersAreForThoseWhoAreAsked() {
    ask(0);
    assertThat(objection(decide("dora", "approve"))).isEqualTo(Objection.notYours);
    assertThat(decide("anna", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void aKeyThatMayOperateAnswersOnlyWhereNobodyHasTheRole() {
    ask(0);
    Voter key = new Voter("desk", null, true, false, PEOPLE);
    assertThat(objection(inbox.decide(TASK, "approve", null, key).join()))
        .isEqualTo(Objection.notYours);

    inbox.put(task("role:operator", Ballot.PLAIN)).join();
    assertThat(inbox.decide(TASK, "approve", null, key).join()).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void anAdministratorOverrules() {
    ask(0);
    Voter admin = new Voter("dora", PEOPLE.find("dora").orElseThrow(), true, true, PEOPLE);
    assertThat(inbox.decide(TASK, "approve", null, admin).join()).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void whereItMattersWhoAnswersNoKeyDoesThatIsNobodys() {
    ask(0);
    Voter key = new Voter("ops", null, true, true, PEOPLE);
    assertThat(objection(inbox.decide(TASK, "approve", null, key).join()))
        .isEqualTo(Objection.notYours);
  }

  @Test
  void aChoiceThatNeedsACommentIsNotTakenWithoutOne() {
    ask(0);
    assertThat(inbox.decide(TASK, "later", " ", member(PEOPLE, "anna")).join())
        .isInstanceOf(Decided.CommentMissing.class);
    assertThat(decide("anna", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void aDefaultThatHeldIsNobodysDecision() {
    ask(0);
    decide("anna", "approve");
    inbox
        .put(task(Task.State.expired, "role:board", ballot(0, List.of(), Map.of(), List.of())))
        .join();
    assertThat(decide("bob", "reject"))
        .isInstanceOfSatisfying(Decided.TooLate.class, late -> assertThat(late.first()).isNull());
  }

  @Test
  void whoAskedForItDoesNotAnswerNorOverrule() {
    ask(0);
    Voter rita = new Voter("rita", PEOPLE.find("rita").orElseThrow(), true, true, PEOPLE);
    assertThat(objection(inbox.decide(TASK, "approve", null, rita).join()))
        .isEqualTo(Objection.fourEyes);
    assertThat(objection(delegate("anna", "rita"))).isEqualTo(Objection.fourEyes);
  }

  @Test
  void aVoterHasOneVoteInARound() {
    ask(0);
    decide("anna", "approve");
    Decided second = decide("anna", "reject");
    assertThat(objection(second)).isEqualTo(Objection.alreadyVoted);
    assertThat(((Decided.Objected) second).first()).extracting("decision").isEqualTo("approve");

    ask(1);
    assertThat(decide("carl", "reject")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void ofAHundredAtOnceTheFirstTwoThatAgreeWin() {
    ask(0);
    List<CompletableFuture<Decided>> all =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    inbox.decide(
                        TASK,
                        "approve",
                        null,
                        new Voter("voter-" + i, null, true, true, People.NONE)))
            .toList();
    List<Decided> outcomes = all.stream().map(CompletableFuture::join).toList();
    assertThat(outcomes).filteredOn(Decided.Kept.class::isInstance).hasSize(2);
    assertThat(outcomes).filteredOn(Decided.TooLate.class::isInstance).hasSize(98);
    await().until(() -> delivered.size() == 2);
  }

  @Test
  void onceAllHaveVotedNobodyElseIsHeard() {
    ask(0);
    decide("anna", "approve");
    decide("bob", "reject");
    inbox.decide(TASK, "later", "in May", member(PEOPLE, "carl")).join();
    Voter admin = new Voter("dora", PEOPLE.find("dora").orElseThrow(), true, true, PEOPLE);
    assertThat(objection(inbox.decide(TASK, "approve", null, admin).join()))
        .isEqualTo(Objection.allVoted);
  }

  @Test
  void aVoteIsTakenOnceTheRunHasHeardIt() {
    try (Inbox patient =
        new Inbox(database, this::deliver, Clock.systemUTC(), Duration.ofSeconds(20))) {
      patient.put(task("role:board", ballot(0, List.of(), Map.of(), List.of()))).join();
      var anna = patient.decide(TASK, "approve", null, member(PEOPLE, "anna"));
      await().until(() -> delivered.size() == 1);
      assertThat(anna).isNotDone();
      hear(patient, List.of((Decision) delivered.get(0)));
      assertThat(anna.join()).isInstanceOf(Decided.Taken.class);

      var bob = patient.decide(TASK, "reject", null, member(PEOPLE, "bob"));
      await().until(() -> delivered.size() == 2);
      hear(patient, List.of((Decision) delivered.get(0)));
      assertThat(objection(bob.join())).isEqualTo(Objection.notCounted);
      assertThat(patient.find(TASK).orElseThrow().decisions())
          .extracting(Decision::by)
          .as("what the run does not count is no decision")
          .containsExactly("anna");
    }
  }

  @Test
  void whatTheRunHasHeardIsNotSentAgain() {
    ask(0);
    decide("anna", "approve");
    await().until(() -> delivered.size() == 1);
    hear(inbox, List.of((Decision) delivered.get(0)));
    decide("bob", "reject");
    await().until(() -> delivered.size() == 2);
    inbox.put(task("role:board", ballot(0, List.of(), Map.of(), List.of()))).join();

    await().until(() -> delivered.size() == 4);
    assertThat(delivered)
        .extracting(Said::id)
        .endsWith(delivered.get(0).id(), delivered.get(1).id());
  }

  @Test
  void aVoteGivenByHandInTemporalIsAmongTheDecisions() {
    Decision byHand = new Decision(TASK, null, "approve", null, null, null, 0);
    inbox.put(task("role:board", ballot(0, List.of(byHand), Map.of(), List.of()))).join();
    inbox.put(task("role:board", ballot(0, List.of(byHand), Map.of(), List.of()))).join();

    assertThat(inbox.find(TASK).orElseThrow().decisions())
        .extracting(Decision::by)
        .containsExactly("temporal");
    decide("anna", "approve");
    await().until(() -> !delivered.isEmpty());
    assertThat(delivered)
        .as("what is sent is sent in its order; sent back it would be a second vote")
        .extracting(said -> ((Decision) said).by())
        .containsExactly("anna");
  }

  @Test
  void itIsHandedOnAndTakenBack() {
    ask(0);
    assertThat(delegate("anna", "dora")).isInstanceOf(Decided.Kept.class);
    await().until(() -> delivered.size() == 1);
    assertThat(delivered.get(0))
        .isInstanceOfSatisfying(Act.class, act -> assertThat(act.person()).isEqualTo("dora"));
    inbox
        .put(
            task("role:board", ballot(0, List.of(), Map.of("anna", "dora"), List.of())),
            Set.of(String.valueOf(delivered.get(0).id())))
        .join();

    assertThat(objection(decide("anna", "approve"))).isEqualTo(Objection.handedOn);
    assertThat(decide("dora", "approve")).isInstanceOf(Decided.Kept.class);
    assertThat(act("anna", Act.Kind.takeBack, null)).isInstanceOf(Decided.Kept.class);
    assertThat(objection(act("bob", Act.Kind.takeBack, null))).isEqualTo(Objection.notHandedOn);
  }

  @Test
  void itIsHandedOnlyToMembersWhoAreNotAskedAnyway() {
    ask(0);
    assertThat(delegate("anna", "dorra")).isEqualTo(new Decided.NoSuchPerson("dorra", "dora"));
    assertThat(objection(delegate("anna", "bob"))).isEqualTo(Objection.alreadyAsked);
    assertThat(objection(delegate("dora", "dora"))).isEqualTo(Objection.notYours);
  }

  @Test
  void whoWasAddedAnswersToo() {
    ask(0);
    assertThat(act("anna", Act.Kind.add, "dora")).isInstanceOf(Decided.Kept.class);
    inbox.put(task("role:board", ballot(0, List.of(), Map.of(), List.of("dora")))).join();
    assertThat(decide("dora", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void peopleRemarkAndStrangersDoNot() {
    ask(0);
    assertThat(inbox.act(TASK, Act.Kind.comment, null, "hm", member(PEOPLE, "dora")).join())
        .isInstanceOf(Decided.Kept.class);
    Voter reader = new Voter("dashboard", null, false, false, PEOPLE);
    assertThat(objection(inbox.act(TASK, Act.Kind.comment, null, "hm", reader).join()))
        .isEqualTo(Objection.notYours);
  }

  @Test
  void onTheQuestionOfARunThatIsOverARemarkStandsAndNothingElseIsDone() {
    String ended = Task.idOfEndedRun("offer-7", 1);
    Task question = Task.ofEndedRun(ended, "offer-7", "?", JsonNodeFactory.instance.objectNode());
    database
        .write(
            connection -> {
              TaskRows.insert(connection, question, 0);
              return question;
            })
        .join();
    Voter key = new Voter("desk", null, true, false, PEOPLE);

    assertThat(inbox.act(ended, Act.Kind.comment, null, "I look", key).join())
        .isInstanceOf(Decided.Taken.class);
    assertThat(inbox.find(ended).orElseThrow().comments())
        .extracting(Comment::by, Comment::comment)
        .containsExactly(tuple("desk", "I look"));
    assertThat(objection(inbox.act(ended, Act.Kind.add, "dora", null, key).join()))
        .isEqualTo(Objection.notCounted);
  }

  @Test
  void whatIsSaidHasAnEndAndAnAnswerStillCounts() {
    ask(0);
    Voter dora = member(PEOPLE, "dora");
    List<CompletableFuture<Decided>> all =
        IntStream.range(0, 201)
            .mapToObj(i -> inbox.act(TASK, Act.Kind.comment, null, "hm " + i, dora))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join))
        .filteredOn(Decided.Objected.class::isInstance)
        .singleElement()
        .satisfies(last -> assertThat(objection(last)).isEqualTo(Objection.tooMuchSaid));
    assertThat(decide("anna", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void theLastWordOfTheRunIsWhatIsAnswered() {
    try (Inbox patient =
        new Inbox(database, this::deliver, Clock.systemUTC(), Duration.ofSeconds(20))) {
      patient.put(task("role:board", ballot(0, List.of(), Map.of(), List.of()))).join();
      var handing = patient.act(TASK, Act.Kind.delegate, "dora", null, member(PEOPLE, "anna"));
      await().until(() -> delivered.size() == 1);
      patient
          .put(
              task("role:board", ballot(0, List.of(), Map.of(), List.of())),
              Set.of(String.valueOf(delivered.get(0).id())))
          .join();
      assertThat(objection(handing.join())).isEqualTo(Objection.notCounted);
    }
  }

  @Test
  void withoutMembersWhoeverMayOperateIsAsked() {
    ask(0);
    assertThat(inbox.decide(TASK, "approve", null, voter("ada")).join())
        .isInstanceOf(Decided.Kept.class);
    Voter reader = new Voter("dashboard", null, false, false, People.NONE);
    assertThat(objection(inbox.decide(TASK, "approve", null, reader).join()))
        .isEqualTo(Objection.notYours);
  }

  private void hear(Inbox by, List<Decision> counted) {
    Set<String> all = new HashSet<>();
    delivered.forEach(said -> all.add(String.valueOf(said.id())));
    by.put(task("role:board", ballot(0, new ArrayList<>(counted), Map.of(), List.of())), all)
        .join();
  }

  private void ask(int round) {
    inbox
        .put(
            task(
                round == 0 ? "role:board" : "role:head",
                ballot(round, List.of(), Map.of(), List.of())))
        .join();
  }

  private Decided decide(String who, String choice) {
    return inbox.decide(TASK, choice, null, member(PEOPLE, who)).join();
  }

  private Decided delegate(String from, String to) {
    return act(from, Act.Kind.delegate, to);
  }

  private Decided act(String who, Act.Kind kind, @Nullable String person) {
    return inbox.act(TASK, kind, person, null, member(PEOPLE, who)).join();
  }

  private static Objection objection(Decided decided) {
    assertThat(decided).isInstanceOf(Decided.Objected.class);
    return ((Decided.Objected) decided).why();
  }

  private static Ballot ballot(
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

  private static Task task(String tier, Ballot ballot) {
    return task(Task.State.open, tier, ballot);
  }

  private static Task task(Task.State state, String tier, Ballot ballot) {
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
