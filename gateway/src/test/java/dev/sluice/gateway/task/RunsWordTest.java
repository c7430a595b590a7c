package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.gateway.journal.Target;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsWordTest {

  private static final String TASK =
      """
      {"id": "order-1:review", "workflowId": "order-1", "state": "open", "question": "?",
       "choices": ["approve"], "tier": "role:clerk", "heard": ["d-1"], "told": 17,
       "namespace": "shop", "remind": ["2026-11-22T10:05:00Z"], "newer": true}
      """;

  @Test
  void itIsReadWithAllThatItSays() throws JsonProcessingException {
    RunsWord.Answer answer = read("{\"open\": [" + TASK + "], \"closed\": []}");

    assertThat(answer)
        .isInstanceOfSatisfying(
            RunsWord.Answer.Says.class,
            says ->
                assertThat(says.words())
                    .singleElement()
                    .isEqualTo(
                        new Word(
                            says.words().get(0).task(),
                            Set.of("d-1"),
                            List.of(Instant.parse("2026-11-22T10:05:00Z")),
                            "here",
                            17L,
                            null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null|no lists",
        "[]|no lists",
        "\"three\"|no lists",
        "{\"open\": 3, \"closed\": []}|no lists",
        "{\"open\": [\"review\"], \"closed\": []}|/id: id must be a string",
        "{\"open\": [{\"id\": \"order-1:review\"}], \"closed\": []}|/workflowId",
        "{\"open\": [], \"closed\": [{\"id\": \"order-1:ended\", \"workflowId\": \"order-1\"}]}|the gateway's own",
      })
  void whatIsNotOfOurShapeIsOdd(String answer, String why) throws JsonProcessingException {
    assertThat(read(answer))
        .isInstanceOfSatisfying(
            RunsWord.Answer.Odd.class, odd -> assertThat(odd.why()).contains(why));
  }

  @Test
  void aBallotThatIsNoneIsOdd() throws JsonProcessingException {
    String vote = TASK.replace("\"newer\": true", "\"ballot\": {\"votes\": [{}]}");
    String round = TASK.replace("\"newer\": true", "\"ballot\": {\"votes\": 1, \"round\": {}}");

    assertThat(read("{\"open\": [" + vote + "], \"closed\": []}"))
        .isInstanceOf(RunsWord.Answer.Odd.class);
    assertThat(read("{\"open\": [" + round + "], \"closed\": []}"))
        .isInstanceOf(RunsWord.Answer.Odd.class);
  }

  @Test
  void aRemarkThatIsNoneIsOdd() throws JsonProcessingException {
    String task = TASK.replace("\"newer\": true", "\"comments\": [null]");

    assertThat(read("{\"open\": [" + task + "], \"closed\": []}"))
        .isInstanceOf(RunsWord.Answer.Odd.class);
  }

  /** As a handler in another language has it that returns nothing. */
  @Test
  void noAnswerIsOdd() {
    assertThat(RunsWord.read(new Target("order-1", ""), "here", null))
        .isInstanceOf(RunsWord.Answer.Odd.class);
  }

  @Test
  void anotherRunsTaskIsOdd() throws JsonProcessingException {
    String other = TASK.replace("order-1", "order-2");

    assertThat(read("{\"open\": [" + TASK + ", " + other + "], \"closed\": []}"))
        .isEqualTo(new RunsWord.Answer.Odd("it names a task of the run order-2"));
  }

  private static RunsWord.Answer read(String answer) throws JsonProcessingException {
    return RunsWord.read(new Target("order-1", ""), "here", new JsonMapper().readTree(answer));
  }
}
