package dev.sluice.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private final MovableClock clock = new MovableClock();

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "' 7 ', PT7S",
    "300, PT5M",
    "301, PT5M",
    "99999999999999999999, PT5M",
    "'Sat, 21 Nov 2026 12:00:30 GMT', PT30S",
    "'Sun, 22 Nov 2026 12:00:30 GMT', PT5M"
  })
  void takesSecondsAndDatesUpToTheLongest(String header, Duration wait) {
    assertThat(RetryAfter.parse(header, clock, Duration.ofMinutes(5))).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0", "-5", "soon", "1.5", "Sat, 21 Nov 2026 11:59:30 GMT"})
  void whatIsPastOrUnreadableSaysNothing(String header) {
    assertThat(RetryAfter.parse(header, clock, Duration.ofMinutes(5))).isEmpty();
  }

  @Test
  void noHeaderSaysNothing() {
    assertThat(RetryAfter.parse(null, clock, Duration.ofMinutes(5))).isEmpty();
  }
}
