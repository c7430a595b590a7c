package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs, newest first, as the journal knows them: while the engine does not answer, which
 * of them have ended since is not known. {@code engine} is its state in a word.
 */
record RunsView(
    Frame frame,
    Form form,
    List<RunBook.Run> runs,
    String engine,
    List<String> routes,
    @Nullable String older) {

  boolean isAway() {
    return engine.equals("unavailable");
  }

  /** It answers, and does not take everything. */
  boolean isMisconfigured() {
    return engine.equals("misconfigured");
  }

  boolean isKnownNow(RunBook.Run run) {
    return !isAway() || run.status() != Verdict.RunStatus.running;
  }
}
