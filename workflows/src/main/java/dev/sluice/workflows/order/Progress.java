package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.LedgerEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands. {@code state} is the search attribute {@code SluiceState}; {@code steps} has
 * the latest entry of each step, in order; {@code waitsFor} is a sentence, when it waits.
 */
public record Progress(
    String state, @Nullable String step, @Nullable String waitsFor, List<LedgerEntry> steps) {}
