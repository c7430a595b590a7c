package dev.sluice.workflows.task;

import dev.sluice.workflows.saga.Fault;
import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's questions to people. The first choice that has enough votes decides, whether they come
 * before the question, from the inbox, or by hand from Temporal; a repeat is told by its id. The
 * inbox follows what is decided here. Workflow code.
 */
public final class Desk {

  /** Of what was closed the last are kept, for whoever asks the run. */
  private static final int CLOSED = 20;

  private final Ledger ledger;
  private final Inbox inbox;
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, OpenTask> open = new LinkedHashMap<>();
  private final Deque<TaskView> closed = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Decision> early = new ArrayList<>();
  private final List<Act> earlyActs = new ArrayList<>();

  /** Until when a tier is asked, and when it is reminded: ISO instants. */
  record Times(@Nullable String due, List<String> remind) {

    static final Times NONE = new Times(null, List.of());

    static Times of(Instant due, List<Instant> remind) {
      return new Times(due.toString(), remind.stream().map(Instant::toString).toList());
    }
  }

  public Desk(Ledger ledger, Inbox inbox) {
    this.ledger = ledger;
    this.inbox = inbox;
  }

  /** Asks somebody for as long as it takes. */
  public OpenTask open(Question question, String whom) {
    List<Ladder.Tier> only = List.of(Ladder.Tier.withoutEnd(whom));
    return open(question, new Ladder(whom, only, Ladder.PARK, null), Times.NONE);
  }

  /**
   * Puts a question into the inbox; the second of a name has {@code :2} behind it.
   *
   * @param times of the first of the ladder's tiers
   */
  OpenTask open(Question question, Ladder ladder, Times times) {
    int number = asked.merge(question.name(), 1, Integer::sum);
    String id =
        Workflow.getInfo().getWorkflowId()
            + ":"
            + question.name()
            + (number == 1 ? "" : ":" + number);
    OpenTask task = new OpenTask(id, question, ladder, times, this, inbox);
    open.put(id, task);
    takeEarly(task);
    return task;
  }

  /** The signal. */
  public void decide(Decision decision) {
    if (isForAnotherRun(decision.firstRunId())) {
      note("'" + decision.decision() + "' is for an earlier run of this id");
      return;
    }
    if (decision.decisionId() != null && !seen.add(decision.decisionId())) {
      return; // The same signal once more.
    }
    Optional<OpenTask> task = taskOf(decision.taskId());
    if (task.isPresent()) {
      task.get().answer(decision);
    } else if (decision.taskId() != null && !wasAsked(decision.taskId())) {
      early.add(decision);
    } else {
      note("'" + decision.decision() + "' fits no open task");
    }
  }

  /** The signal of those who do not answer, but see to it that somebody does. */
  public void act(Act act) {
    if (isForAnotherRun(act.firstRunId())) {
      note("'" + act.kind() + "' is for an earlier run of this id");
      return;
    }
    if (act.actId() != null && !seen.add(act.actId())) {
      return;
    }
    Optional<OpenTask> task = taskOf(act.taskId());
    if (task.isPresent()) {
      task.get().act(act);
    } else if (act.taskId() != null && !wasAsked(act.taskId())) {
      earlyActs.add(act);
    } else {
      note("'" + act.kind() + "' fits no open task");
    }
  }

  private static boolean isForAnotherRun(@Nullable String firstRunId) {
    return firstRunId != null && !firstRunId.equals(Workflow.getInfo().getFirstExecutionRunId());
  }

  /**
   * Takes what was said and could not be signalled; the signal, should it come, is known by its id.
   * Who cannot be asked holds nothing up.
   */
  void hearWhatWasKept(OpenTask task) {
    List<Kept.Said> kept;
    try {
      kept = inbox.kept(task.id());
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof CanceledFailure cancelled) {
        throw cancelled;
      }
      note("what was kept of " + task.id() + " cannot be had: " + Fault.of(e).message());
      return;
    }
    for (Kept.Said each : kept) {
      if (!task.isDecided() && each.act() != null) {
        act(each.act());
      }
      if (!task.isDecided() && each.decide() != null) {
        decide(each.decide());
      }
    }
  }

  /** The questions as the inbox should have them. */
  public TaskWord word() {
    String here = Workflow.getInfo().getNamespace();
    return new TaskWord(
        open.values().stream().map(task -> task.view().in(here)).toList(),
        closed.stream().map(task -> task.in(here)).toList());
  }

  void closed(TaskView task) {
    open.remove(task.id());
    closed.addLast(task);
    if (closed.size() > CLOSED) {
      closed.removeFirst();
    }
  }

  private Optional<OpenTask> taskOf(@Nullable String taskId) {
    if (taskId != null) {
      return Optional.ofNullable(open.get(taskId));
    }
    return open.size() == 1 ? Optional.of(open.values().iterator().next()) : Optional.empty();
  }

  private boolean wasAsked(String taskId) {
    String prefix = Workflow.getInfo().getWorkflowId() + ":";
    if (!taskId.startsWith(prefix)) {
      return true; // Another run's: it will never be asked here.
    }
    String rest = taskId.substring(prefix.length());
    int colon = rest.indexOf(':');
    String name = colon < 0 ? rest : rest.substring(0, colon);
    String number = colon < 0 ? "1" : rest.substring(colon + 1);
    return !number.matches("[1-9]\\d{0,3}")
        || Integer.parseInt(number) <= asked.getOrDefault(name, 0);
  }

  private void takeEarly(OpenTask task) {
    for (Iterator<Act> each = earlyActs.iterator(); each.hasNext(); ) {
      Act act = each.next();
      if (task.id().equals(act.taskId())) {
        each.remove();
        task.act(act);
      }
    }
    for (Iterator<Decision> each = early.iterator(); each.hasNext() && !task.isDecided(); ) {
      Decision decision = each.next();
      if (task.id().equals(decision.taskId())) {
        each.remove();
        task.answer(decision);
      }
    }
  }

  void note(String text) {
    ledger.note("decide", StepState.skipped, text);
  }
}
