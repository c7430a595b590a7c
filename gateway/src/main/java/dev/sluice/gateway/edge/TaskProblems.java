package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Task;
import java.util.List;

/** Why something that was said about a task is not taken. */
public final class TaskProblems {

  private TaskProblems() {}

  public static Problem of(String taskId, Decided decided) {
    if (decided instanceof Decided.TooLate late) {
      return tooLate(late);
    }
    if (decided instanceof Decided.Objected objected) {
      return objected(objected);
    }
    if (decided instanceof Decided.NotOffered not) {
      String detail = "decision must be one of: " + String.join(", ", not.choices()) + ".";
      return at("/decision", Problem.of(422, "not-offered", "Not offered", detail));
    }
    if (decided instanceof Decided.CommentMissing) {
      String detail = "This choice needs a comment: why, or what was done by hand.";
      return at("/comment", Problem.of(422, "comment-missing", "Comment missing", detail));
    }
    if (decided instanceof Decided.NoSuchPerson person) {
      String near = person.nearest() == null ? "" : " Did you mean " + person.nearest() + "?";
      String detail = "There is no " + person.id() + " under people.members." + near;
      return at("/person", Problem.of(422, "no-such-person", "No such person", detail));
    }
    if (decided instanceof Decided.NoVoucher) {
      return Problem.of(
          409,
          "asked-anew",
          "Asked anew",
          "The question has changed since the page was opened, so nothing was answered. Look at"
              + " what is asked now, then answer that.");
    }
    return Problem.of(404, "no-such-task", "No such task", "There is no task " + taskId + ".");
  }

  private static Problem at(String pointer, Problem problem) {
    return problem.withErrors(List.of(FieldError.at(pointer, problem.detail())));
  }

  private static Problem tooLate(Decided.TooLate late) {
    Decision first = late.first();
    Task task = late.task();
    if (first == null) {
      return Problem.of(
          409,
          "task-closed",
          "Too late",
          "The task " + task.id() + " is " + task.state() + "; nobody had decided it.");
    }
    String by = first.by() == null ? "somebody" : first.by();
    String detail =
        "The task " + task.id() + " was decided before: " + first.decision() + ", by " + by + ".";
    return Problem.of(409, "already-decided", "Already decided", detail).with("decision", first);
  }

  private static Problem objected(Decided.Objected objected) {
    String detail = objected.detail();
    return switch (objected.why()) {
      case notYours -> Problem.of(403, "not-yours", "Not yours", detail);
      case fourEyes -> Problem.of(403, "four-eyes", "It takes four eyes", detail);
      case handedOn -> Problem.of(409, "handed-on", "Handed on", detail);
      case alreadyVoted -> {
        Problem voted = Problem.of(409, "already-voted", "Already voted", detail);
        yield objected.first() == null ? voted : voted.with("decision", objected.first());
      }
      case allVoted -> Problem.of(409, "all-voted", "All have voted", detail);
      case notHandedOn -> Problem.of(409, "not-handed-on", "Not handed on", detail);
      case alreadyAsked -> Problem.of(409, "already-asked", "Already asked", detail);
      case tooMuchSaid -> Problem.of(409, "too-much-said", "Too much said", detail);
      case notCounted -> Problem.of(409, "not-counted", "Not counted", detail);
    };
  }
}
