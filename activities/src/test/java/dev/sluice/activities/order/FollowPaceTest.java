package dev.sluice.activities.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowPaceTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, PT1S",
    "PT1M, PT1S",
    "PT10M, PT10S",
    "PT59M, PT59S",
    "PT240H, PT1M",
    "PT-5S, PT1S"
  })
  void looksMoreRarelyTheLongerNothingHappens(Duration quiet, Duration pause) {
    assertThat(FollowPace.DEFAULT.nextLook(quiet)).isEqualTo(pause);
  }

  @Test
  void beatsInTimeHoweverRarelyItLooks() {
    assertThat(FollowPace.nextBeat(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(10));
    assertThat(FollowPace.nextBeat(Duration.ZERO)).isPositive();
  }

  @Test
  void mustMoveForward() {
    assertThatThrownBy(() -> new FollowPace(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
