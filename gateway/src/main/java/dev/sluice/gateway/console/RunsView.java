package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs, newest first, as the journal knows them: while the engine does not answer, which
 * of them have ended since is not known.
 */
record RunsView(
    Frame frame,
    Form form,
    List<RunBook.Run> runs,
    boolean engineAnswers,
    List<String> routes,
    @Nullable String older) {

  boolean isKnownNow(RunBook.Run run) {
    return engineAnswers || run.status() != Verdict.RunStatus.running;
  }
}
