package dev.sluice.sandbox.fault;

import java.time.Duration;

/** What goes wrong with one call. */
public record Plan(boolean error, boolean lost, boolean duplicate, Duration slow) {

  public static final Plan NONE = new Plan(false, false, false, Duration.ZERO);
}
