package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.RunBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of runs, newest first. */
record RunsView(
    Frame frame, Form form, List<RunBook.Run> runs, List<String> routes, @Nullable String older) {}
