package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT20S,less than a minute left",
    "PT14M59S,14 min left",
    "PT1H,1 h left",
    "PT2H10M,2 h 10 min left",
    "P3DT4H30M,3 d 4 h left",
    "P1D,1 d left",
    "-PT5M,overdue by 5 min",
    "-PT5S,overdue by less than a minute"
  })
  void whatIsLeftIsSaidToTheMinute(String left, String word) {
    assertThat(Words.left(NOW.plus(Duration.parse(left)), NOW)).isEqualTo(word);
  }

  @Test
  void aTimeThatIsNoneIsNone() {
    assertThat(Words.instant("2026-11-22T10:00:00Z")).isEqualTo(NOW);
    assertThat(Words.instant("tomorrow")).isNull();
    assertThat(Words.instant(null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"approve,Approve", "handOver,Hand over", "x,X", "' ',' '"})
  void aChoiceBeginsAButton(String choice, String word) {
    assertThat(Words.choice(choice)).isEqualTo(word);
  }

  /** Outcomes and steps have the words of somebody's workflow. */
  @ParameterizedTest
  @ValueSource(strings = {"rejected", "aborted", "error", ""})
  void aWordThatNobodyKnowsIsNotGood(String word) {
    assertThat(Words.tone(word)).isEqualTo("muted");
    assertThat(Words.isKnown(word)).isFalse();
  }

  @Test
  void wordsThatAreKnownHaveTheirTone() {
    assertThat(Words.tone("completed")).isEqualTo("good");
    assertThat(Words.tone("refused")).isEqualTo("bad");
    assertThat(Words.tone("parked")).isEqualTo("waiting");
    assertThat(Words.isKnown("filtered")).isTrue();
  }
}
