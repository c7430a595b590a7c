package dev.sluice.gateway.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run as it is now: what the journal knows of it, and what the engine and the run itself say.
 * {@code status} is absent while the run waits for its start; {@code progress} is what its query of
 * that name answers.
 */
public record LiveRun(
    RunBook.Run run,
    boolean engineAnswers,
    @Nullable RunStatus status,
    @Nullable String runId,
    @Nullable Instant endedAt,
    @Nullable String summary,
    @Nullable String details,
    @Nullable JsonNode progress,
    @Nullable JsonNode result,
    @Nullable Failure failure) {

  public record Failure(@Nullable String type, @Nullable String message) {}

  /** What the journal alone knows. */
  static LiveRun known(RunBook.Run run, boolean engineAnswers) {
    return new LiveRun(
        run, engineAnswers, run.status(), run.runId(), run.endedAt(), null, null, null, null, null);
  }

  public boolean isOver() {
    return status != null && status != RunStatus.running;
  }
}
