package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BallotTest {

  private static final Ladder.Tier ONE_CLERK = tier("role:clerk", 1, null);
  private static final Ladder.Tier TWO_OF_THREE = tier("role:manager", 2, 3);

  private final Ballot ballot = new Ballot(List.of(TWO_OF_THREE, ONE_CLERK), "rita", Set.of());

  @Test
  void theFirstChoiceWithEnoughVotesWins() {
    assertThat(ballot.cast(vote("anna", "approve"))).isEmpty();
    assertThat(ballot.cast(vote("bob", "reject"))).isEmpty();
    assertThat(ballot.cast(vote("carl", "approve"))).contains(in(0, vote("carl", "approve")));
  }

  @Test
  void nobodyVotesTwiceInARound() {
    ballot.cast(vote("anna", "approve"));

    assertThat(ballot.objection(vote("anna", "reject"))).contains("anna has voted before");
    ballot.turnTo(1);
    assertThat(ballot.objection(vote("anna", "reject"))).isEmpty();
  }

  @Test
  void whoSaysNoNameIsOnePerson() {
    ballot.cast(vote(null, "approve"));

    assertThat(ballot.objection(vote(null, "approve"))).contains("temporal has voted before");
  }

  @Test
  void whoAskedForItDoesNotAnswer() {
    assertThat(ballot.objection(vote("rita", "approve")))
        .contains("rita asked for it, so somebody else answers");
    assertThat(ballot.delegate("anna", "rita")).contains("rita asked for it");
    assertThat(ballot.delegate("rita", "anna")).contains("rita asked for it");
    assertThat(ballot.add("rita")).contains("rita asked for it");
  }

  @Test
  void votesOfATierThatWasLeftDoNotCountForTheNext() {
    Ballot twice = new Ballot(List.of(TWO_OF_THREE, TWO_OF_THREE), null, Set.of());
    twice.cast(vote("anna", "approve"));
    twice.turnTo(1);

    assertThat(twice.cast(vote("bob", "approve"))).isEmpty();
    assertThat(twice.cast(vote("carl", "approve"))).isPresent();
  }

  @Test
  void whatComesLateCountsWhereItWasGiven() {
    ballot.cast(in(0, vote("anna", "approve")));
    ballot.turnTo(1);

    assertThat(ballot.cast(in(0, vote("bob", "approve")))).isPresent();
  }

  @Test
  void aRunThatLivesAgainTakesWhatItsLaterTiersHadAnswered() {
    assertThat(ballot.cast(in(1, vote("bob", "reject")))).isPresent();
  }

  @Test
  void aRoundThatTheLadderNeverHadIsItsLast() {
    assertThat(ballot.cast(in(9, vote("bob", "reject")))).contains(in(1, vote("bob", "reject")));
  }

  @Test
  void noMoreAreHeardThanTheTierHas() {
    Ballot ofTwo = new Ballot(List.of(tier("role:manager", 2, 2), ONE_CLERK), null, Set.of());
    ofTwo.cast(vote("anna", "approve"));
    ofTwo.cast(vote("bob", "reject"));

    assertThat(ofTwo.objection(vote("carl", "approve"))).contains("all 2 have voted");
  }

  @Test
  void itIsSplitOnceNoChoiceCanWin() {
    assertThat(ballot.isSplit()).isFalse();
    ballot.cast(vote("anna", "approve"));
    ballot.cast(vote("bob", "reject"));
    assertThat(ballot.isSplit()).isFalse();
    ballot.cast(vote("carl", "later"));
    assertThat(ballot.isSplit()).isTrue();
  }

  @Test
  void whatIsSplitIsAskedAnewOfTheSameTierAndEverybodyMayVoteAgain() {
    Ballot last = new Ballot(List.of(ONE_CLERK, TWO_OF_THREE), null, Set.of());
    last.turnTo(1);
    last.delegate("carl", "dora");
    List.of("anna", "bob", "dora").forEach(each -> last.cast(vote(each, each)));
    assertThat(last.isSplit()).isTrue();

    last.askAnew();

    assertThat(last.isSplit()).isFalse();
    assertThat(last.tier()).isEqualTo(TWO_OF_THREE);
    assertThat(last.view().handedTo()).as("as in the round before").containsKey("carl");
    assertThat(last.objection(vote("anna", "approve"))).isEmpty();
    assertThat(last.cast(in(2, vote("anna", "approve")))).isEmpty();
    assertThat(last.objection(in(1, vote("emil", "approve")))).contains("all 3 have voted");
    assertThat(last.cast(vote("bob", "approve"))).contains(in(2, vote("bob", "approve")));
  }

  @Test
  void withoutANumberOfVotersItIsNeverSplit() {
    Ballot open = new Ballot(List.of(tier("role:manager", 2, null)), null, Set.of());
    for (String choice : List.of("a", "b", "c", "d")) {
      open.cast(vote("by-" + choice, choice));
    }
    assertThat(open.isSplit()).isFalse();
  }

  @Test
  void whoHasHandedItOnDoesNotVoteUntilItIsTakenBack() {
    assertThat(ballot.delegate("anna", "dora")).isEmpty();
    assertThat(ballot.objection(vote("anna", "approve"))).contains("anna has handed it to dora");
    assertThat(ballot.view().handedTo()).containsEntry("anna", "dora");

    assertThat(ballot.takeBack("anna")).isEmpty();
    assertThat(ballot.objection(vote("anna", "approve"))).isEmpty();
  }

  @Test
  void whatWasHandedOnFromThereComesBackToo() {
    ballot.delegate("anna", "dora");
    ballot.delegate("dora", "emil");

    assertThat(ballot.takeBack("anna")).isEmpty();
    assertThat(ballot.view().handedTo()).isEmpty();
  }

  @Test
  void whomAnotherHasHandedItToKeepsIt() {
    ballot.delegate("anna", "dora");
    ballot.delegate("bob", "dora");

    assertThat(ballot.takeBack("anna")).isEmpty();
    assertThat(ballot.objection(vote("anna", "approve"))).isEmpty();
    assertThat(ballot.objection(vote("dora", "approve"))).isEmpty();
    assertThat(ballot.view().handedTo()).containsOnlyKeys("bob");

    assertThat(ballot.takeBack("bob")).isEmpty();
    assertThat(ballot.objection(vote("dora", "approve"))).contains("it was taken back from dora");
  }

  @Test
  void whatAnotherHasHandedOnThroughTheSamePersonStaysWhereItIs() {
    ballot.delegate("anna", "dora");
    ballot.delegate("bob", "dora");
    ballot.delegate("dora", "emil");

    assertThat(ballot.takeBack("anna")).isEmpty();
    assertThat(ballot.view().handedTo()).containsOnlyKeys("bob", "dora");
    assertThat(ballot.objection(vote("emil", "approve"))).isEmpty();
  }

  @Test
  void whoWasAskedBesidesKeepsItWhenItIsTakenBack() {
    ballot.add("dora");
    ballot.delegate("anna", "dora");

    assertThat(ballot.takeBack("anna")).isEmpty();
    assertThat(ballot.objection(vote("dora", "approve"))).isEmpty();
  }

  @Test
  void itIsNotTakenBackFromWhomHasVoted() {
    ballot.delegate("anna", "dora");
    ballot.cast(vote("dora", "approve"));

    assertThat(ballot.takeBack("anna")).contains("dora has voted");
  }

  @Test
  void fromWhomItWasTakenBackDoesNotAnswerUnlessAskedAgain() {
    ballot.delegate("anna", "dora");
    ballot.takeBack("anna");

    assertThat(ballot.objection(vote("dora", "approve"))).contains("it was taken back from dora");
    assertThat(ballot.delegate("dora", "emil")).contains("it was taken back from dora");
    ballot.add("dora");
    assertThat(ballot.objection(vote("dora", "approve"))).isEmpty();
  }

  @Test
  void aVoteByHandThatWaitsForOthersHasANameAndAnId() {
    ballot.cast(new Decision("task", null, "approve", null, null, null, null));

    assertThat(ballot.view().votes())
        .extracting(Decision::by, Decision::decisionId)
        .containsExactly(tuple("temporal", "task/0/temporal"));
  }

  @Test
  void whatWasSaidWithAVoteIsNotToldEachTime() {
    ballot.cast(new Decision("task", "d", "approve", "at length", "anna", null, null));

    assertThat(ballot.view().votes()).extracting(Decision::comment).containsOnlyNulls();
  }

  @Test
  void itIsNotHandedInACircleNorToOneself() {
    ballot.delegate("anna", "dora");

    assertThat(ballot.delegate("dora", "anna")).contains("anna has handed it on");
    assertThat(ballot.delegate("emil", "emil")).contains("they are the same");
    assertThat(ballot.takeBack("emil")).contains("emil has not handed it to anybody");
  }

  @Test
  void whoHasVotedHandsNothingOn() {
    ballot.cast(vote("anna", "approve"));

    assertThat(ballot.delegate("anna", "dora")).contains("anna has voted");
    assertThat(ballot.delegate("dora", "anna")).contains("anna has voted");
  }

  @Test
  void theNextTierIsAskedAnew() {
    ballot.delegate("anna", "dora");
    ballot.add("frank");
    ballot.turnTo(1);

    assertThat(ballot.view().handedTo()).isEmpty();
    assertThat(ballot.view().added()).isEmpty();
    assertThat(ballot.add("frank")).isEmpty();
  }

  private static Ladder.Tier tier(String to, int quorum, @Nullable Integer of) {
    return new Ladder.Tier(to, Duration.ofHours(1), List.of(), quorum, of);
  }

  private static Decision vote(@Nullable String by, String choice) {
    return new Decision(
        "task", Optional.ofNullable(by).orElse("hand") + choice, choice, null, by, null, null);
  }

  private static Decision in(int round, Decision vote) {
    return vote.inRound(round);
  }
}
