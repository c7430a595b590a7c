package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/**
 * An answer to a task; also the argument of the signal {@code decide}. {@code at} is an ISO
 * instant; {@code round} counts from 0 which of the ladder's tiers it was asked of.
 */
public record Decision(
    @Nullable String taskId,
    @Nullable String decisionId,
    String decision,
    @Nullable String comment,
    @Nullable String by,
    @Nullable String at,
    @Nullable Integer round)
    implements Said {

  @Override
  public String signal() {
    return "decide";
  }

  @Override
  public @Nullable String id() {
    return decisionId;
  }

  Decision inRound(int given) {
    return new Decision(taskId, decisionId, decision, comment, by, at, given);
  }
}
