package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.route.Action;

/** Where the events go that routes make of events. */
@FunctionalInterface
public interface Publisher {

  /**
   * Answers when the new event is on disk, or will never be. A repeat publishes nothing more.
   *
   * @throws RuntimeException when it could not be kept for now
   */
  Outcome publish(Held work, Action.Publish publish);
}
