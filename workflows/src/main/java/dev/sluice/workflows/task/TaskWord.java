package dev.sluice.workflows.task;

import java.util.List;

/**
 * What a run says of its questions when it is asked, by the query {@code sluice-tasks}: those that
 * are open, and the last of those that it closed.
 */
public record TaskWord(List<TaskView> open, List<TaskView> closed) {

  /** No other workflow means anything else by it. */
  public static final String QUERY = "sluice-tasks";
}
