package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnderWayTest {

  private final List<CompletableFuture<Integer>> asked = new ArrayList<>();
  private final UnderWay<String, Integer> looks =
      new UnderWay<>(
          key -> {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          });

  @Test
  void whoComesWhileItIsAskedGetsThatAnswerToo() {
    CompletableFuture<Integer> first = looks.of("run");
    CompletableFuture<Integer> second = looks.of("run");
    CompletableFuture<Integer> other = looks.of("other");
    assertThat(asked).hasSize(2);
    asked.get(0).complete(7);
    assertThat(first).isCompletedWithValue(7);
    assertThat(second).isCompletedWithValue(7);
    assertThat(other).isNotDone();
  }

  @Test
  void itIsAskedAnewOnceItIsAnswered() {
    var unused = looks.of("run");
    asked.get(0).complete(7);
    CompletableFuture<Integer> later = looks.of("run");
    assertThat(later).isNotDone();
    asked.get(1).complete(8);
    assertThat(later).isCompletedWithValue(8);
  }

  @Test
  void whoGivesUpWaitingSpoilsItForNobody() {
    CompletableFuture<Integer> impatient = looks.of("run");
    CompletableFuture<Integer> patient = looks.of("run");
    impatient.cancel(true);
    asked.get(0).complete(7);
    assertThat(patient).isCompletedWithValue(7);
  }

  @Test
  void aFailureIsForgotten() {
    CompletableFuture<Integer> failed = looks.of("run");
    asked.get(0).completeExceptionally(new IllegalStateException("gone"));
    assertThat(failed).isCompletedExceptionally();
    assertThat(looks.of("run")).isNotDone();
  }
}
