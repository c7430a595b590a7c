package dev.sluice.workflows.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionTest {

  @Test
  void theNameOfTheGatewaysOwnQuestionIsRefused() {
    assertThatThrownBy(() -> Question.of("ended", "May it go on?", Map.of(), "approve"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another name");
    assertThat(Question.of("review", "May it go on?", Map.of(), "approve").name())
        .isEqualTo("review");
  }
}
