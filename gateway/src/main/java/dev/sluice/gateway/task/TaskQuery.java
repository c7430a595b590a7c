package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/** Which tasks to list, newest first. */
public record TaskQuery(
    Task.@Nullable State state, @Nullable Assignee assignee, int limit, @Nullable Long before) {}
