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
    "PT0S, PT0S, PT1S",
    "PT1M, PT0S, PT1S",
    "PT10M, PT0S, PT10S",
    "PT240H, PT0S, PT30S",
    "PT240H, PT30S, PT10S",
    "PT-5S, PT30S, PT1S"
  })
  void slowsDownWithTheQuietButMissesNoHeartbeat(Duration quiet, Duration timeout, Duration pause) {
    assertThat(FollowPace.DEFAULT.next(quiet, timeout)).isEqualTo(pause);
  }

  @Test
  void mustMoveForward() {
    assertThatThrownBy(() -> new FollowPace(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
