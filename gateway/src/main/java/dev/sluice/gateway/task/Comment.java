package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/** What somebody remarked on a task. {@code at} is an ISO instant. */
public record Comment(@Nullable String by, @Nullable String at, String comment) {}
