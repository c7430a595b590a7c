package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final InFlight inFlight = new InFlight();
  private long now = Duration.ofDays(-1).toNanos();

  @Test
  void growsByOneForEachRoundInWhichAllPlacesWereUsed() {
    int before = inFlight.limit();
    round(before);
    assertThat(inFlight.limit()).isEqualTo(before + 1);

    for (int i = 0; i < 1_000; i++) {
      round(inFlight.limit());
    }
    assertThat(inFlight.limit()).isEqualTo(InFlight.MOST);
    assertThat(inFlight.underWay()).isZero();
  }

  @Test
  void doesNotGrowWhileThereIsRoom() {
    int before = inFlight.limit();
    for (int i = 0; i < 1_000; i++) {
      inFlight.begin();
      inFlight.worked(now, now);
    }
    assertThat(inFlight.limit()).isEqualTo(before);
  }

  @Test
  void aBusyEngineCutsOnceASecondAndNeverToNothing() {
    int before = inFlight.limit();
    fail();
    fail();
    assertThat(inFlight.limit()).isEqualTo(before * 3 / 4);

    for (int i = 0; i < 100; i++) {
      now += Duration.ofMillis(1_001).toNanos();
      fail();
    }
    assertThat(inFlight.limit()).isEqualTo(4);
    assertThat(inFlight.underWay()).isZero();
  }

  @Test
  void aSlowEngineCutsAsWell() {
    int before = inFlight.limit();
    inFlight.begin();
    inFlight.worked(now, now + Duration.ofMillis(1_001).toNanos());
    assertThat(inFlight.limit()).isLessThan(before);
  }

  @Test
  void whatWaitsForItsTargetSaysNothingOfTheEngine() {
    int before = inFlight.limit();
    inFlight.begin();
    inFlight.waited();
    assertThat(inFlight.limit()).isEqualTo(before);
    assertThat(inFlight.underWay()).isZero();
  }

  private void round(int acts) {
    for (int i = 0; i < acts; i++) {
      for (int j = inFlight.underWay(); j < inFlight.limit(); j++) {
        inFlight.begin();
      }
      inFlight.worked(now, now);
    }
    while (inFlight.underWay() > 0) {
      inFlight.waited();
    }
  }

  private void fail() {
    inFlight.begin();
    inFlight.failed(now);
  }
}
