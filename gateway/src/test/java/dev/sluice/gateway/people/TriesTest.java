package dev.sluice.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TriesTest {

  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private final Tries tries = new Tries(3, Duration.ofSeconds(10), clock);

  @Test
  void soManyAtOnceAndThenOneEverySoOften() {
    for (int i = 0; i < 3; i++) {
      assertThat(tries.take("a")).isEmpty();
    }
    assertThat(tries.take("a")).contains(Duration.ofSeconds(10));
    assertThat(tries.take("b")).isEmpty();
    clock.advance(Duration.ofSeconds(4));
    assertThat(tries.take("a")).contains(Duration.ofSeconds(6));
    clock.advance(Duration.ofSeconds(6));
    assertThat(tries.take("a")).isEmpty();
    assertThat(tries.take("a")).isPresent();
  }

  @Test
  void aNameOfAnyLengthIsKnownByItsBeginning() {
    for (int i = 0; i < 3; i++) {
      assertThat(tries.take("a".repeat(60_000 + i))).isEmpty();
    }
    assertThat(tries.take("a".repeat(200))).isPresent();
    assertThat(tries.take("a".repeat(199))).isEmpty();
  }

  @Test
  void whoHasAllTriesAgainIsForgotten() {
    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(tries.take(name)).isEmpty();
      clock.advance(Duration.ofSeconds(10));
    }
    assertThat(tries.take("d")).isEmpty();
    assertThat(tries.size()).isEqualTo(3);
    clock.advance(Duration.ofSeconds(30));
    assertThat(tries.take("e")).isEmpty();
    assertThat(tries.size()).isEqualTo(1);
  }

  /** A flood of names takes no memory without end, and who tried last is known still. */
  @Test
  void theNamesThatNobodyTriesFallOutFirst() {
    for (int i = 0; i < 3; i++) {
      assertThat(tries.take("old")).isEmpty();
    }
    for (int i = 0; i < Tries.MOST; i++) {
      assertThat(tries.take("name-" + i)).isEmpty();
    }
    assertThat(tries.take("old")).as("forgotten").isEmpty();
    for (int i = 0; i < 3; i++) {
      var unused = tries.take("new");
    }
    assertThat(tries.take("new")).isPresent();
  }
}
