package dev.sluice.workflows.task;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the gateway has kept of people's words on a task, oldest first, and could not send. */
public record Kept(List<Said> items) {

  /** One of the two: a vote, or what somebody did besides. */
  public record Said(@Nullable Decision decide, @Nullable Act act) {}

  public Kept {
    items = List.copyOf(Objects.requireNonNullElse(items, List.of()));
  }
}
