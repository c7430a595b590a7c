package dev.sluice.gateway.message;

import org.jspecify.annotations.Nullable;

/**
 * What a link is good for. The token is not in it. Times are milliseconds.
 *
 * @param address a signature of where it was sent
 * @param isEarlier whether the question was asked afresh since
 */
public record Link(
    String taskId,
    int round,
    String person,
    String address,
    boolean isEarlier,
    long expiresAt,
    @Nullable Long spentAt) {}
