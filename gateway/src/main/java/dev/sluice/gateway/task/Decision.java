package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/**
 * An answer to a task; also the argument of the signal {@code decide}. The run tells a repeat by
 * {@code decisionId}. {@code at} is an ISO instant.
 */
public record Decision(
    @Nullable String taskId,
    @Nullable String decisionId,
    String decision,
    @Nullable String comment,
    @Nullable String by,
    @Nullable String at) {}
