package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run asks under an id under which another has asked before. */
class AskedAgainTest extends AskedAgainCase {

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
  void whatWasAnsweredIsNoAnswerToWhatARunThatDoesNotNameItselfAsksElse() {
    says(null, open(70));
    answer("ada", "approve");
    says(null, decided(70, vote("ada", 0)));
    assertThat(says(null, open(7000)).state()).isEqualTo(Task.State.open);
    answer("bob", "reject");

    assertThat(sent).containsExactly("ada approve", "bob reject");
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
}
