package dev.sluice.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;

/** Makes the data of one version from an event of the version before. Safe for many threads. */
@FunctionalInterface
public interface Upcast {

  /**
   * @throws CannotUpcast when this event has no such data, with the reason for people
   */
  JsonNode newer(Event event) throws CannotUpcast;
}
