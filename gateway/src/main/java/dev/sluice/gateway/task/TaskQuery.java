package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/** Which tasks to list, newest first. {@code assignee} is a tier's {@code to}. */
public record TaskQuery(
    Task.@Nullable State state, @Nullable String assignee, int limit, @Nullable Long before) {}
