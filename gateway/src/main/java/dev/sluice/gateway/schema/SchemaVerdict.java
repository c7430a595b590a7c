package dev.sluice.gateway.schema;

import dev.sluice.gateway.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the schemas say of an event, with the version that was asked; absent: the type has no
 * schema. {@code read} is the event as routes see it, in the newest version to which it can be
 * brought; where there are violations, it is the event as it came. Who may tell its sender no
 * refuses an event with violations; who may not keeps it as a dead letter.
 */
public record SchemaVerdict(@Nullable String version, List<Violation> violations, Event read) {

  public boolean isGood() {
    return violations.isEmpty();
  }
}
