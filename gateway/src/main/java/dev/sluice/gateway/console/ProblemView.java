package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong. A stranger is told how to sign in, or that the session has ended; who has sent a
 * form of ours gets {@code back} to what it stood on, and what was {@code said} in it, to copy.
 */
record ProblemView(
    Frame frame,
    Problem problem,
    boolean isStranger,
    boolean hadSession,
    @Nullable String back,
    @Nullable String said) {}
