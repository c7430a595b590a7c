package dev.sluice.gateway.message;

import org.jspecify.annotations.Nullable;

/** What a link is good for. The token is not in it. Times are milliseconds. */
public record Link(
    String taskId, int round, String person, long expiresAt, @Nullable Long spentAt) {}
