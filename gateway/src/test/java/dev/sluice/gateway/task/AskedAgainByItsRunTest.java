package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the same run asks once more, which was reset or lost its memory. */
class AskedAgainByItsRunTest extends AskedAgainCase {

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
}
