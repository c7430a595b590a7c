package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

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
