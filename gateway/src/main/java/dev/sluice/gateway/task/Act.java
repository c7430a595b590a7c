package dev.sluice.gateway.task;

import org.jspecify.annotations.Nullable;

/**
 * What somebody does about a task without answering it; also the argument of the signal {@code
 * act}. {@code person} is whom it is handed to, or who is asked besides.
 */
public record Act(
    String taskId,
    String actId,
    Kind kind,
    String by,
    @Nullable String person,
    @Nullable String comment,
    String at,
    @Nullable Integer round)
    implements Said {

  private static final int LONGEST = 500;

  public enum Kind {
    delegate,
    takeBack,
    add,
    comment;

    public boolean isAboutSomebody() {
      return this == delegate || this == add;
    }
  }

  Act inRound(int said) {
    return new Act(taskId, actId, kind, by, person, comment, at, said);
  }

  /** As long as a run keeps it: many fit into one answer. */
  Act shortened() {
    return comment == null || comment.length() <= LONGEST
        ? this
        : new Act(taskId, actId, kind, by, person, comment.substring(0, LONGEST), at, round);
  }

  @Override
  public String signal() {
    return "act";
  }

  @Override
  public String id() {
    return actId;
  }

  /** Whether the run has done it, by how the task then stands. */
  boolean isDoneOn(Task task) {
    Ballot ballot = task.ballot();
    return switch (kind) {
      case delegate -> String.valueOf(person).equals(ballot.handedTo().get(by));
      case takeBack -> !ballot.handedTo().containsKey(by);
      case add -> ballot.added().contains(String.valueOf(person));
      case comment -> true;
    };
  }
}
