package dev.sluice.gateway.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of somebody's decision. */
public sealed interface Decided {

  /** The run took it. */
  record Taken(Task task) implements Decided {}

  /** It is on disk and on its way; the run has not taken it yet. */
  record Kept(Task task) implements Decided {}

  /** Somebody, or the deadline (then there is no {@code first}), was there before. */
  record TooLate(Task task, @Nullable Decision first) implements Decided {}

  record NotOffered(List<String> choices) implements Decided {}

  /** This choice needs a comment: the note of what was done by hand. */
  record CommentMissing() implements Decided {}

  record Unknown() implements Decided {}
}
