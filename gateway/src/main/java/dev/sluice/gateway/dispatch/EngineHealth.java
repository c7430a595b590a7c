package dev.sluice.gateway.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the engine is doing, as the dispatcher sees it. */
public record EngineHealth(State state, Instant since, @Nullable String detail) {

  public enum State {
    up,
    unavailable,
    /** An alarm: a person has to put something right. */
    misconfigured
  }
}
