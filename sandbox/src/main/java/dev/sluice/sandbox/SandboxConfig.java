package dev.sluice.sandbox;

import dev.sluice.sandbox.fault.FaultProfile;
import dev.sluice.sandbox.shipping.Pace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How a sandbox runs. {@code data} holds the ledgers; a port of 0 is a free one; a reservation is
 * held for {@code hold}.
 */
public record SandboxConfig(
    String host,
    int inventoryPort,
    int paymentPort,
    int shippingPort,
    Path data,
    FaultProfile faults,
    Pace pace,
    Duration hold,
    Clock clock) {

  private static final Duration SHORTEST_HOLD = Duration.ofHours(24);

  /** Longer than an order waits for its carrier before a person is asked, which is three days. */
  private static final Duration USUAL_HOLD = Duration.ofDays(7);

  public SandboxConfig {
    if (hold.compareTo(SHORTEST_HOLD) < 0) {
      throw new IllegalArgumentException("a reservation is held for at least 24 hours");
    }
  }

  /** On loopback and free ports, with no faults. */
  public static SandboxConfig in(Path data) {
    return new SandboxConfig(
        "127.0.0.1",
        0,
        0,
        0,
        data,
        FaultProfile.none(),
        Pace.usual(),
        USUAL_HOLD,
        Clock.systemUTC());
  }

  public SandboxConfig withHost(String to) {
    return new SandboxConfig(
        to, inventoryPort, paymentPort, shippingPort, data, faults, pace, hold, clock);
  }

  public SandboxConfig withPorts(int inventory, int payment, int shipping) {
    return new SandboxConfig(host, inventory, payment, shipping, data, faults, pace, hold, clock);
  }

  public SandboxConfig withFaults(FaultProfile to) {
    return new SandboxConfig(
        host, inventoryPort, paymentPort, shippingPort, data, to, pace, hold, clock);
  }

  public SandboxConfig withPace(Pace to) {
    return new SandboxConfig(
        host, inventoryPort, paymentPort, shippingPort, data, faults, to, hold, clock);
  }

  public SandboxConfig withClock(Clock to) {
    return new SandboxConfig(
        host, inventoryPort, paymentPort, shippingPort, data, faults, pace, hold, to);
  }
}
