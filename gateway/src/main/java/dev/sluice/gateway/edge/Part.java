package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * One of many events that came in one request, on its way: {@code number} is its place there, an
 * index or a line.
 */
sealed interface Part {

  int number();

  record Read(int number, Event event) implements Part {}

  record Kept(int number, Intake.Accepted accepted) implements Part {}

  /** {@code event} is missing where it could not even be read. */
  record Refused(int number, @Nullable Event event, Problem problem) implements Part {}
}
