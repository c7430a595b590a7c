package dev.sluice.workflows.saga;

import org.jspecify.annotations.Nullable;

/** What a provider knows of an {@link OperationKey}. {@code reference} is there when it is done. */
public record Lookup(State state, @Nullable String reference) {

  public enum State {
    ABSENT,
    IN_PROGRESS,
    DONE,
    REFUSED
  }
}
