package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;

/** What went wrong. A stranger is told how to sign in. */
record ProblemView(Frame frame, Problem problem, boolean isStranger) {}
