package dev.sluice.gateway.console;

import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions to people: in one group what a filter names, else first what is with whoever looks.
 * {@code mark} tells it from another, and {@code poll} is where to ask for what is new: both are
 * absent on a page that stands still.
 */
record TasksView(
    Frame frame,
    Form form,
    List<Group> groups,
    Instant now,
    @Nullable String mark,
    @Nullable String poll) {

  /** {@code id} tells it from the other; {@code none} is said where it has no question. */
  record Group(String id, String title, String none, List<Task> tasks, @Nullable String older) {}

  /** The same, to ask there later whether it has become another. */
  TasksView marked(String as, String where) {
    return new TasksView(frame, form, groups, now, as, where);
  }

  boolean isMarked(@Nullable String as) {
    return mark != null && mark.equals(as);
  }

  boolean isEmpty() {
    return groups.stream().allMatch(group -> group.tasks().isEmpty());
  }

  /** Some text in any case: it is a link. */
  static String question(Task task) {
    return task.question().isBlank() ? task.id() : task.question();
  }

  /** By which its link is found again on a page that was made anew. */
  static String anchor(Task task) {
    return "t-" + Pages.mark(task.id());
  }

  @Nullable String left(Task task) {
    Instant due = Words.instant(task.due());
    return due == null || !task.isOpen() ? null : Words.left(due, now);
  }

  /** What has been said so far. */
  static String answer(Task task) {
    Decision taken = task.decision();
    if (taken != null) {
      return taken.by() == null ? taken.decision() : taken.decision() + " by " + taken.by();
    }
    int votes = task.votesNow().size();
    return task.onItsWay()
        .map(vote -> vote.decision() + ", on its way")
        .orElse(votes == 0 ? "" : votes + (votes == 1 ? " vote" : " votes"));
  }
}
