package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong. A stranger is told how to sign in, and who has sent a form gets {@code back} to
 * what it stood on.
 */
record ProblemView(Frame frame, Problem problem, boolean isStranger, @Nullable String back) {}
