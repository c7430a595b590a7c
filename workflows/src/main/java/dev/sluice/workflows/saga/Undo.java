package dev.sluice.workflows.saga;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How a step is taken back: {@code name} is the last part of the key of the undoing call, {@code
 * find} asks what became of a step whose outcome is unknown, and {@code longestLife} is how long
 * after its end a call may still land, until when an absence proves nothing. A refusal with the
 * code {@code tooLate} says that the step can no longer be taken back, so that the saga must go
 * forward.
 */
public record Undo(
    String name,
    BiConsumer<OperationKey, String> action,
    Function<OperationKey, Lookup> find,
    Duration longestLife,
    Optional<String> tooLate) {

  public Undo(
      String name,
      BiConsumer<OperationKey, String> action,
      Function<OperationKey, Lookup> find,
      Duration longestLife) {
    this(name, action, find, longestLife, Optional.empty());
  }

  public Undo tooLateWhen(String refusalCode) {
    return new Undo(name, action, find, longestLife, Optional.of(refusalCode));
  }
}
