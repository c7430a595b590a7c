package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.edge.Problem;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns();

  @Test
  void twoSearchAtOnceAndAThirdIsAskedToComeAgain() {
    String third =
        turns.take(() -> turns.take(() -> turns.tryTake(() -> "searched").orElse("not my turn")));
    assertThat(third).isEqualTo("not my turn");
    assertThatThrownBy(() -> turns.take(() -> turns.take(() -> turns.take(() -> "searched"))))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
  }

  @Test
  void aTurnIsGivenBackAlsoBySearchesThatFail() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  turns.take(
                      () -> {
                        throw new IllegalStateException("as asked");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(turns.tryTake(() -> "searched")).contains("searched");
  }
}
