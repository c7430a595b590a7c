package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.task.Task;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

  /** Nothing of what is asked may stand where the greeting does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Order 17\nPay at http://evil",
        "\nOrder 17 Pay at http://evil",
        "Order 17\r\nPay at http://evil"
      })
  void aQuestionOfSeveralLinesIsOneSubject(String question) {
    Templates.Text text = Templates.BUILT_IN.write(letter(question), Locale.ENGLISH);

    assertThat(text.subject()).isEqualTo("Order 17 Pay at http://evil");
    assertThat(text.plain()).startsWith("Hello Anna");
  }

  private static Letter letter(String question) {
    Task task = MessageRig.task(0);
    return new Letter(
        new MessageKey(task.id(), 0, 0, 0, "mail", "anna"),
        new Task(
            task.id(),
            task.workflowId(),
            task.state(),
            question,
            task.data(),
            task.choices(),
            task.tier(),
            task.due(),
            null,
            List.of(),
            task.ballot(),
            List.of()),
        MessageRig.person("anna", "Anna", "clerk", null),
        URI.create("https://sluice.test/t/x"));
  }
}
