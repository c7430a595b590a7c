package dev.sluice.workflows.saga;

import java.util.Optional;
import java.util.function.Function;

/**
 * One step: what it does under its key, which of the answer's parts is the provider's reference,
 * and how it is taken back. {@code name} is the last part of its key.
 */
public record Step<T>(
    String name,
    Function<OperationKey, T> action,
    Function<T, String> reference,
    Optional<Undo> undo) {

  public static <T> Step<T> of(
      String name, Function<OperationKey, T> action, Function<T, String> reference) {
    return new Step<>(name, action, reference, Optional.empty());
  }

  public Step<T> undoneBy(Undo how) {
    return new Step<>(name, action, reference, Optional.of(how));
  }
}
