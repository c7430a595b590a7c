package dev.sluice.gateway.task;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's word on one of its tasks.
 *
 * @param heard what of all that was said has reached the run; the rest is sent to it once more
 * @param remind when those who are asked now are to be reminded
 * @param namespace where the run is, if it says so
 * @param told grows with each word on the task, if the run counts them
 * @param firstRunId by which a question is told from an older one of the same id, if the run says
 *     it
 */
public record Word(
    Task task,
    Set<String> heard,
    List<Instant> remind,
    @Nullable String namespace,
    @Nullable Long told,
    @Nullable String firstRunId) {

  /** That says no more than how the task stands, and what was heard. */
  static Word of(Task task, Set<String> heard) {
    return new Word(task, heard, List.of(), null, null, null);
  }

  Word in(String where) {
    return new Word(task, heard, remind, where, told, firstRunId);
  }
}
