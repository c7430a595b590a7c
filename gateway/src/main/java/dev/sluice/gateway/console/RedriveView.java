package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.BulkRedriving.DryRun;
import java.util.Map;

/**
 * What a redrive of all that the filter names would do; {@code id} makes a second click no other.
 */
record RedriveView(Frame frame, Map<String, String> filter, DryRun dryRun, String id) {

  /** Where none is, nobody is urged to. */
  boolean isAnyTriedAgain() {
    return dryRun.would().getOrDefault("held", 0L) > 0 || !dryRun.complete();
  }

  long all() {
    return dryRun.would().values().stream().mapToLong(Long::longValue).sum();
  }
}
