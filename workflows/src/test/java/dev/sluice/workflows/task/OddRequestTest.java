package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.workflows.task.TaskWorkflow.Result;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input of another shape than ours, and answers that come before anybody is asked. */
class OddRequestTest {

  private static final String ID = "expense-7";

  private final TaskRig rig =
      new TaskRig(
          new Ladder(
              "expenses",
              List.of(new Ladder.Tier("role:lead", Duration.ofHours(1), List.of())),
              "reject",
              null));

  @AfterEach
  void stop() {
    rig.close();
  }

  static List<Arguments> wrong() {
    return List.of(
        Arguments.of(with("choices", Arrays.asList("approve", null)), "choices is not a list"),
        Arguments.of(with("choices", List.of("reject", 7)), "choices is not a list of texts"),
        Arguments.of(with("choices", "reject"), "choices is not a list of texts"),
        Arguments.of(with("commented", "reject"), "commented is not a list of texts"),
        Arguments.of(with("data", List.of(1)), "data is not an object"),
        Arguments.of(with("data", "much"), "data is not an object"),
        Arguments.of(with("question", 7), "question is not a text"),
        Arguments.of(with("ladder", Map.of()), "ladder is not a text"),
        Arguments.of(with("requestedBy", List.of()), "requestedBy is not a text"),
        Arguments.of("May it be paid?", "the input is not an object"),
        Arguments.of(List.of(), "the input is not an object"),
        Arguments.of(7, "the input is not an object"),
        Arguments.of(with("choices", List.of()), "choices has none"),
        Arguments.of(with("choices", List.of("reject", "Reject")), "differ in case at most"),
        Arguments.of(with("choices", List.of("reject", "reject")), "differ in case at most"),
        Arguments.of(with("choices", List.of("reject", " later")), "space around it"),
        Arguments.of(with("data", Map.of("much", "x".repeat(524_288))), "512 KiB as JSON; they"),
        Arguments.of(
            with("choices", Collections.nCopies(1, "\u0001".repeat(100_000))), "586 KiB as JSON"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNoQuestionFailsAndSaysWhichFieldItIs(Object input, String problem) {
    WorkflowStub run = rig.stub(ID);
    run.start(input);

    assertInvalid(run, problem);
  }

  @Test
  void withoutInputItFailsToo() {
    WorkflowStub run = rig.stub(ID);
    run.start();

    assertInvalid(run, "question is missing; ladder is missing");
  }

  @Test
  void eachFieldThatIsWrongIsNamed() {
    WorkflowStub run = rig.stub(ID);
    run.start(Map.of("question", 7, "choices", "approve"));

    assertInvalid(run, "question is not a text; choices is not a list of texts");
  }

  @Test
  void whatIsLargeAndFitsIsAsked() {
    WorkflowStub run = rig.stub(ID);
    run.start(with("data", Map.of("much", "x".repeat(523_000))));
    run.signal("decide", "approve");

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
  }

  @Test
  void whatTheInputSaysOfTheReadingItselfIsNotHeard() {
    WorkflowStub run = rig.stub(ID);
    run.start(with("wrong", List.of("nothing")));
    run.signal("decide", "approve");

    assertThat(run.getResult(Result.class).answered()).isTrue();
  }

  @Test
  void anAnswerByHandBeforeTheLadderIsKnownCounts() {
    WorkflowStub run = startAndSayBefore("decide", "approve");

    assertThat(run.getResult(Result.class).choice()).isEqualTo("approve");
  }

  @Test
  void anAnswerByHandWithTheStartCounts() {
    WorkflowStub run = rig.stub(ID);
    run.signalWithStart(
        "decide",
        new Object[] {Map.of("decision", "Approve", "by", "lena")},
        new Object[] {with("data", Map.of())});

    Result result = run.getResult(Result.class);
    assertThat(result.choice()).isEqualTo("approve");
    assertThat(result.by()).isEqualTo("lena");
  }

  @Test
  void whatIsDoneByHandBeforeTheLadderIsKnownCounts() {
    WorkflowStub run =
        startAndSayBefore("act", Map.of("kind", "delegate", "by", "anna", "person", "dora"));
    await().until(() -> !rig.tasks.isEmpty() && !rig.latest().ballot().handedTo().isEmpty());
    run.signal("decide", "reject");

    assertThat(run.getResult(Result.class).answered()).isTrue();
    assertThat(rig.latest().ballot().handedTo()).containsEntry("anna", "dora");
  }

  private WorkflowStub startAndSayBefore(String signal, Object said) {
    AtomicBoolean isSaid = new AtomicBoolean();
    rig.whileTheLadderIsSought = () -> await().until(isSaid::get);
    WorkflowStub run = rig.stub(ID);
    run.start(with("data", Map.of()));
    await().until(() -> rig.isAskedForALadder);
    run.signal(signal, said);
    isSaid.set(true);
    return run;
  }

  private void assertInvalid(WorkflowStub run, String problem) {
    assertThatThrownBy(() -> run.getResult(10, TimeUnit.SECONDS, Result.class))
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("InvalidTask");
              assertThat(failure.getOriginalMessage()).contains(problem);
            });
    assertThat(rig.tasks).isEmpty();
  }

  private static Map<String, Object> with(String field, Object value) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("question", "May expense 7 be paid?");
    request.put("ladder", "expenses");
    request.put(field, value);
    return request;
  }
}
