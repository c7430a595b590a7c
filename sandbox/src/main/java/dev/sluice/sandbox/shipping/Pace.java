package dev.sluice.sandbox.shipping;

import java.time.Duration;

/** How long after its booking a parcel is picked, and handed over. */
public record Pace(Duration picked, Duration handedOver) {

  public Pace {
    if (picked.isNegative() || handedOver.compareTo(picked) < 0) {
      throw new IllegalArgumentException(
          "a parcel is picked after it is booked and handed over after it is picked");
    }
  }

  /** A few seconds, so that a person can watch it. */
  public static Pace usual() {
    return new Pace(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }
}
