package dev.sluice.workflows.event;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Publishes what a run has to tell, back to the gateway. A repeat with the same id is harmless. */
@ActivityInterface
public interface EventPublisher {

  @ActivityMethod(name = "events.publish")
  void publish(DerivedEvent event);
}
