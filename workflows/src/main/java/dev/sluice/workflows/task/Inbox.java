package dev.sluice.workflows.task;

import dev.sluice.workflows.event.Outbox;
import dev.sluice.workflows.saga.Fault;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;

/**
 * The way of a run's tasks into the inbox. An open task is put until it is there, however long that
 * takes and whatever the inbox answers: a question that nobody sees must not be decided by its
 * deadline. What is closed is tried for long, and then noted. Workflow code.
 */
public final class Inbox {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Outbox outbox;
  private final Standing standing;
  private final Line line;

  /** How hard a call tries. */
  public enum Effort {
    /** For as long as an ordinary hiccup takes, and not after a plain no. */
    SHORTLY,
    /** Without end, whatever the answer. */
    UNTIL_TAKEN,
    /** For long, whatever the answer. */
    LONG,
    /** For some seconds: who asks goes on without an answer. */
    BRIEFLY
  }

  /** A stub that tries so hard; {@code summary} is what an operator reads next to the call. */
  @FunctionalInterface
  public interface Line {
    TaskInbox with(Effort effort, String summary);
  }

  public Inbox(Outbox outbox, Standing standing, Line line) {
    this.outbox = outbox;
    this.standing = standing;
    this.line = line;
  }

  /** Puts an open task into the inbox. */
  Opening open(TaskView task) {
    Opening opening = new Opening(task);
    outbox.tell("task " + task.id(), opening::run);
    return opening;
  }

  void close(TaskView task) {
    outbox.tell(
        "task " + task.id(), () -> line.with(Effort.LONG, summary(task) + task.state()).put(task));
  }

  /** What people have said of it that the gateway could not send. */
  List<Kept.Said> kept(String taskId) {
    return line.with(Effort.BRIEFLY, "inbox: what was kept of " + taskId).kept(taskId).items();
  }

  private static String summary(TaskView task) {
    return "inbox: " + task.id() + " is ";
  }

  /** An open task on its way in. */
  final class Opening {

    private final TaskView task;
    private final CancellationScope scope =
        Workflow.newDetachedCancellationScope(this::putUntilTaken);
    private boolean in;
    private boolean withdrawn;
    private boolean superseded;
    private boolean begun;

    private Opening(TaskView task) {
      this.task = task;
    }

    /** Whether people can see it. */
    boolean isIn() {
      return in;
    }

    /** A newer one is on its way: this need not go, unless it is going. */
    void supersede() {
      superseded = !begun;
    }

    /** It need not get there any more. Should it all the same, the inbox reopens nothing. */
    void withdraw() {
      withdrawn = true;
      scope.cancel("no longer needed");
    }

    private void run() {
      if (withdrawn || superseded) {
        return;
      }
      begun = true;
      try {
        scope.run();
        in = true;
      } catch (ActivityFailure | CanceledFailure e) {
        if (!withdrawn) {
          throw e;
        }
      }
    }

    private void putUntilTaken() {
      String trouble;
      try {
        line.with(Effort.SHORTLY, summary(task) + task.state()).put(task);
        return;
      } catch (ActivityFailure e) {
        if (withdrawn) {
          throw e;
        }
        trouble = Fault.of(e).message();
      }
      standing.during(
          "the inbox has not taken " + task.id() + ", so nobody sees it there: " + trouble,
          () -> {
            keepPutting();
            return task.id();
          });
    }

    private void keepPutting() {
      String summary = summary(task) + task.state() + "; the inbox has not taken it yet, retrying";
      while (true) {
        try {
          line.with(Effort.UNTIL_TAKEN, summary).put(task);
          return;
        } catch (ActivityFailure e) {
          if (withdrawn) {
            throw e;
          }
          // A worker of another build may have called a failure final.
          Waiting.pass(PAUSE, "until " + task.id() + " is put into the inbox again");
        }
      }
    }
  }
}
