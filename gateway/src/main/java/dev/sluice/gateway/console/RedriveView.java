package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.BulkRedriving.DryRun;
import java.util.Map;

/**
 * What a redrive of all that the filter names would do; {@code id} makes a second click no other.
 */
record RedriveView(Frame frame, Map<String, String> filter, DryRun dryRun, String id) {

  long all() {
    return dryRun.would().values().stream().mapToLong(Long::longValue).sum();
  }
}
