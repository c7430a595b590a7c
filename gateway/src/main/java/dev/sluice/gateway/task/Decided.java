package dev.sluice.gateway.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of what somebody said about a task. */
public sealed interface Decided {

  /** The run took it. */
  record Taken(Task task) implements Decided {}

  /** It is on disk and on its way; the run has not taken it yet. */
  record Kept(Task task) implements Decided {}

  /** Somebody, or the deadline (then there is no {@code first}), was there before. */
  record TooLate(Task task, @Nullable Decision first) implements Decided {}

  /** This voter, now, cannot. {@code detail} says why, and {@code first} what stands instead. */
  record Objected(Objection why, String detail, @Nullable Decision first) implements Decided {

    Objected(Objection why, String detail) {
      this(why, detail, null);
    }
  }

  enum Objection {
    notYours,
    fourEyes,
    handedOn,
    alreadyVoted,
    allVoted,
    notHandedOn,
    alreadyAsked,
    /** A run's history has an end. */
    tooMuchSaid,
    /** The run had reasons of its own, by what it heard before. */
    notCounted
  }

  record NotOffered(List<String> choices) implements Decided {}

  /** This choice needs a comment: why, or what was done by hand. */
  record CommentMissing() implements Decided {}

  /** Whoever it is to be handed to, or asked besides, is none of the members. */
  record NoSuchPerson(String id, @Nullable String nearest) implements Decided {}

  record Unknown() implements Decided {}

  /** What was to let somebody answer is spent, or too old, or for another round. */
  record NoVoucher() implements Decided {}
}
