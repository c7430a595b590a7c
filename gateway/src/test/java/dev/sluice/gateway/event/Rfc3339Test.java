package dev.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z",
    "1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z",
    "1990-12-31T23:59:60Z, 1991-01-01T00:00:00Z",
    "2018-04-05t17:31:00z, 2018-04-05T17:31:00Z",
    "2018-04-05T17:31:00.1234567890123Z, 2018-04-05T17:31:00.123456789Z",
    "2018-04-05T17:31:00+23:59, 2018-04-04T17:32:00Z",
  })
  void timestampsOfRfc3339AreRead(String text, Instant instant) {
    assertThat(Rfc3339.parse(text)).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2018-02-30T00:00:00Z",
        "2018-04-05 17:31:00Z",
        "2018-04-05T24:00:00Z",
        "2018-04-05",
        "2018-04-05T17:31:61Z"
      })
  void whatIsNoTimestampIsNot(String text) {
    assertThat(Rfc3339.parse(text)).isEmpty();
  }
}
