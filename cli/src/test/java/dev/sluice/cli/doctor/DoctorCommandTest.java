package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");

  @Test
  void aWindowThatTemporalOutlivesIsWrong() {
    assertThat(DoctorCommand.retention(Duration.ofDays(3), Duration.ofDays(3)).good()).isTrue();
    assertThat(DoctorCommand.retention(Duration.ofDays(4), Duration.ofDays(3)))
        .matches(finding -> !finding.good())
        .extracting(Finding::detail)
        .isEqualTo("the namespace keeps closed runs for 96 h, the identity window is 72 h");
  }

  @Test
  void aClockThatIsMinutesOffIsWrongAndTheSideIsSaid() {
    assertThat(Clocks.judge(NOW.plusSeconds(59), NOW).good()).isTrue();
    assertThat(Clocks.judge(NOW.plusSeconds(120), NOW).detail())
        .isEqualTo("120 s ahead of the gateway's");
    assertThat(Clocks.judge(NOW.minusSeconds(90), NOW).detail())
        .isEqualTo("90 s behind the gateway's");
  }
}
