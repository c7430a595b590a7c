package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Health;
import java.time.Instant;

/** How the process is doing, and what it runs by. */
record HealthView(Frame frame, Health.Now now, AboutInfo about) {

  Instant started() {
    return Instant.parse(about.started());
  }

  Instant configuredSince() {
    return Instant.parse(now.configuration().since());
  }
}
