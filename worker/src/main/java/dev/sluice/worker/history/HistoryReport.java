package dev.sluice.worker.history;

import java.util.List;

/**
 * What a check found. A break is a history that today's code cannot replay; a difference is a step
 * that replays but would be scheduled otherwise today.
 */
public record HistoryReport(int replayed, List<Break> breaks, List<Difference> differences) {

  public record Break(String history, String reason) {}

  /** {@code step} names the activity or timer, {@code what} the property of it. */
  public record Difference(
      String history, long eventId, String step, String what, String recorded, String today) {

    @Override
    public String toString() {
      return history
          + ", event "
          + eventId
          + ", "
          + step
          + ": "
          + what
          + " was "
          + recorded
          + ", today "
          + today;
    }
  }

  /** A gate lets this build pass: something was replayed, and nothing broke. */
  public boolean passes() {
    return replayed > 0 && breaks.isEmpty();
  }
}
