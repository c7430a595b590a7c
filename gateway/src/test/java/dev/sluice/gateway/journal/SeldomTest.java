package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeldomTest {

  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private final Seldom<String, Integer> seldom =
      new Seldom<>(Duration.ofSeconds(5), 8, clock, () -> 0L);

  /** As for whoever asks for one while another is worked out. */
  private int whileOthersAreWorkedOut(String key, int anew) {
    return seldom.readAnew("other", () -> seldom.read(key, () -> anew));
  }

  @Test
  void anAnswerBeforeIsGivenMeanwhileButNoneOfHoursAgo() {
    assertThat(seldom.read("a", () -> 1)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(40));
    assertThat(whileOthersAreWorkedOut("a", 2)).isEqualTo(1);
    assertThat(seldom.known("a")).contains(1);
    assertThat(seldom.known("b")).isEmpty();
    clock.advance(Duration.ofSeconds(20));
    assertThat(seldom.known("a")).isEmpty();
    assertThat(whileOthersAreWorkedOut("a", 3)).isEqualTo(3);
  }
}
