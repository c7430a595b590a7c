package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.edge.Problem;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(2);

  @Test
  void twoSearchAtOnceAndAThirdIsAskedToComeAgain() {
    String third =
        turns.take(() -> turns.take(() -> turns.tryTake(() -> "searched").orElse("not my turn")));
    assertThat(third).isEqualTo("not my turn");
    assertThatThrownBy(() -> turns.take(() -> turns.take(() -> turns.take(() -> "searched"))))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
  }

  /** Each that waits has a thread, and intake has none of its own. */
  @Test
  void fewWaitAndWhoeverComesThenIsToldAtOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(Turns.MOST_WAITING);
    try {
      int waiting =
          turns.take(
              () ->
                  turns.take(
                      () -> {
                        for (int i = 0; i < Turns.MOST_WAITING; i++) {
                          var unused = threads.submit(() -> turns.take(() -> "searched"));
                        }
                        await().until(() -> turns.waiting() == Turns.MOST_WAITING);
                        assertThatThrownBy(() -> turns.take(() -> "searched"))
                            .isInstanceOf(Problem.class);
                        return turns.waiting();
                      }));
      assertThat(waiting).as("none has lost patience").isEqualTo(Turns.MOST_WAITING);
    } finally {
      threads.shutdownNow();
    }
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
