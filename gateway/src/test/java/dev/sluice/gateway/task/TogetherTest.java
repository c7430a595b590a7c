package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.member;
import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.task.Decided.Objection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose a question is, and what several people answer to one. */
class TogetherTest extends TogetherCase {

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
  void withoutMembersWhoeverMayOperateIsAsked() {
    ask(0);
    assertThat(inbox.decide(TASK, "approve", null, voter("ada")).join())
        .isInstanceOf(Decided.Kept.class);
    Voter reader = new Voter("dashboard", null, false, false, People.NONE);
    assertThat(objection(inbox.decide(TASK, "approve", null, reader).join()))
        .isEqualTo(Objection.notYours);
  }
}
