package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sandbox.fault.FaultProfile;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultProfileTest {

  @Test
  void nothingIsNoFaults() {
    assertThat(FaultProfile.parse("")).isEqualTo(FaultProfile.none());
    assertThat(FaultProfile.none().isNone()).isTrue();
  }

  @Test
  void everyPartIsRead() {
    assertThat(FaultProfile.parse("seed=7,error=0.05, lost=0.02,duplicate=0.01,slow=1"))
        .isEqualTo(new FaultProfile(7, 0.05, 0.02, 0.01, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "errors=0.1 | has no \"errors\"",
        "error=0.1,error=0.2 | \"error\" twice",
        "error=2 | from 0 to 1",
        "error=-0.1 | from 0 to 1",
        "error=NaN | from 0 to 1",
        "error=often | not \"often\"",
        "error | \"error\" of a fault profile is a number",
        "seed=x | whole number",
        "seed=1,seed=2 | \"seed\" twice",
        "error=0.1, | has no \"\"",
      })
  void whatIsNoProfileIsSaidClearly(String profile, String part) {
    assertThatThrownBy(() -> FaultProfile.parse(profile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  @Test
  void theRatesAreKept() {
    FaultProfile profile = FaultProfile.parse("seed=7,error=0.05,lost=0.5");

    assertThat(IntStream.range(0, 10_000).filter(i -> profile.plan("a", "k" + i, 1).error()))
        .hasSizeBetween(400, 600);
    assertThat(IntStream.range(0, 10_000).filter(i -> profile.plan("a", "k", i).lost()))
        .hasSizeBetween(4_800, 5_200);
  }
}
