package dev.sluice.workflows.task;

import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's questions to people. The first answer that fits decides, whether it comes before the
 * question, from the inbox, or by hand from Temporal; a repeat is told by its decision id. The
 * inbox follows what is decided here. Workflow code.
 */
public final class Desk {

  private final Ledger ledger;
  private final Inbox inbox;
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Task> open = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Decision> early = new ArrayList<>();

  public Desk(Ledger ledger, Inbox inbox) {
    this.ledger = ledger;
    this.inbox = inbox;
  }

  /** Puts a question into the inbox; the second of a name has {@code :2} behind it. */
  public Task open(Question question, String tier, @Nullable String due) {
    int number = asked.merge(question.name(), 1, Integer::sum);
    String id =
        Workflow.getInfo().getWorkflowId()
            + ":"
            + question.name()
            + (number == 1 ? "" : ":" + number);
    Task task = new Task(id, question, tier, due);
    open.put(id, task);
    takeEarly(task);
    return task;
  }

  /** The signal. */
  public void decide(Decision decision) {
    if (decision.decisionId() != null && !seen.add(decision.decisionId())) {
      return; // The same signal once more.
    }
    Optional<Task> task = taskOf(decision);
    if (task.isPresent()) {
      task.get().answer(decision);
    } else if (decision.taskId() != null && !wasAsked(decision.taskId())) {
      early.add(decision);
    } else {
      note("'" + decision.decision() + "' fits no open task");
    }
  }

  private Optional<Task> taskOf(Decision decision) {
    if (decision.taskId() != null) {
      return Optional.ofNullable(open.get(decision.taskId()));
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

  private void takeEarly(Task task) {
    for (Iterator<Decision> each = early.iterator(); each.hasNext() && !task.isDecided(); ) {
      Decision decision = each.next();
      if (task.id.equals(decision.taskId())) {
        each.remove();
        task.answer(decision);
      }
    }
  }

  private void note(String text) {
    ledger.note("decide", StepState.skipped, text);
  }

  /** One open question. */
  public final class Task {

    private final String id;
    private final Question question;
    private String tier;
    private @Nullable String due;
    private @Nullable Decision decision;
    private final List<Inbox.Opening> openings = new ArrayList<>();

    private Task(String id, Question question, String tier, @Nullable String due) {
      this.id = id;
      this.question = question;
      this.tier = tier;
      this.due = due;
      openings.add(inbox.open(view(TaskView.State.open)));
    }

    public String id() {
      return id;
    }

    public boolean isDecided() {
      return decision != null;
    }

    /** Whether the inbox has it as it is now. */
    public boolean isTold() {
      return openings.get(openings.size() - 1).isIn();
    }

    public Optional<Decision> decision() {
      return Optional.ofNullable(decision);
    }

    /** Whom it is with now, and until when. */
    public void moveTo(String nextTier, @Nullable String nextDue) {
      if (!nextTier.equals(tier) || !Objects.equals(nextDue, due)) {
        tier = nextTier;
        due = nextDue;
        openings.add(inbox.open(view(TaskView.State.open)));
      }
    }

    /** Nothing more is taken for it; what was decided, or that nobody did, goes to the inbox. */
    public void close() {
      open.remove(id);
      openings.forEach(Inbox.Opening::withdraw);
      inbox.close(view(decision == null ? TaskView.State.expired : TaskView.State.decided));
    }

    private void answer(Decision given) {
      if (decision != null) {
        note(id + " was already decided; '" + given.decision() + "' changes nothing");
        return;
      }
      Optional<String> choice =
          question.choices().stream()
              .filter(offered -> offered.equalsIgnoreCase(given.decision().strip()))
              .findFirst();
      if (choice.isEmpty()) {
        note(id + " offers " + question.choices() + ", not '" + given.decision() + "'");
      } else if (question.commented().contains(choice.get())
          && (given.comment() == null || given.comment().isBlank())) {
        note(id + " needs a comment with '" + choice.get() + "'");
      } else {
        decision =
            new Decision(
                id, given.decisionId(), choice.get(), given.comment(), given.by(), given.at());
      }
    }

    private TaskView view(TaskView.State state) {
      return new TaskView(
          id,
          Workflow.getInfo().getWorkflowId(),
          state,
          question.text(),
          question.data(),
          question.choices(),
          tier,
          due,
          decision);
    }
  }
}
