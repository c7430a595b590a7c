package dev.sluice.gateway.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What held work waits for while the engine is away, as the dispatcher says it. It is in memory and
 * added when a verdict is read: written, each check of the engine would be a row for each piece of
 * work that waits. Safe for many threads.
 */
public final class Waits {

  /** What the engine answered last, and when it is asked again: nothing is tried before. */
  public record Outage(String error, Instant nextCheck) {}

  private final Map<String, Outage> outages = new ConcurrentHashMap<>();
  private volatile String reason = Reasons.QUEUED;

  /** Why work that is kept from now on waits, until said otherwise. */
  public void because(String newReason) {
    reason = newReason;
  }

  String reason() {
    return reason;
  }

  /** No work for this namespace is tried before. */
  public void away(String namespace, Outage outage) {
    outages.put(namespace, outage);
  }

  public void back(String namespace) {
    outages.remove(namespace);
  }

  /** The outage that work for this namespace waits for the end of. */
  Optional<Outage> outage(@Nullable String namespace) {
    return namespace == null ? Optional.empty() : Optional.ofNullable(outages.get(namespace));
  }
}
