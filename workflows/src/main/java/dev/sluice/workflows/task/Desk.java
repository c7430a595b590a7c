package dev.sluice.workflows.task;

import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import io.temporal.workflow.Workflow;
import java.time.Instant;
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
 * A run's questions to people. The first choice that has enough votes decides, whether they come
 * before the question, from the inbox, or by hand from Temporal; a repeat is told by its id. The
 * inbox follows what is decided here. Workflow code.
 */
public final class Desk {

  /** Of remarks the newest are told with each change, and not more of each than this. */
  private static final int REMARKS = 20;

  private static final int LONGEST = 500;

  private final Ledger ledger;
  private final Inbox inbox;
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Task> open = new LinkedHashMap<>();
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
  public Task open(Question question, String whom) {
    return open(question, List.of(Ladder.Tier.withoutEnd(whom)), Times.NONE);
  }

  /**
   * Puts a question into the inbox; the second of a name has {@code :2} behind it.
   *
   * @param times of the first of the tiers
   */
  Task open(Question question, List<Ladder.Tier> tiers, Times times) {
    int number = asked.merge(question.name(), 1, Integer::sum);
    String id =
        Workflow.getInfo().getWorkflowId()
            + ":"
            + question.name()
            + (number == 1 ? "" : ":" + number);
    Task task = new Task(id, question, tiers, times);
    open.put(id, task);
    takeEarly(task);
    return task;
  }

  /** The signal. */
  public void decide(Decision decision) {
    if (decision.decisionId() != null && !seen.add(decision.decisionId())) {
      return; // The same signal once more.
    }
    Optional<Task> task = taskOf(decision.taskId());
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
    if (act.actId() != null && !seen.add(act.actId())) {
      return;
    }
    Optional<Task> task = taskOf(act.taskId());
    if (task.isPresent()) {
      task.get().act(act);
    } else if (act.taskId() != null && !wasAsked(act.taskId())) {
      earlyActs.add(act);
    } else {
      note("'" + act.kind() + "' fits no open task");
    }
  }

  /** The open questions as the inbox should have them. */
  public List<TaskView> asked() {
    return open.values().stream().map(task -> task.view(TaskView.State.open)).toList();
  }

  private Optional<Task> taskOf(@Nullable String taskId) {
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

  private void takeEarly(Task task) {
    for (Iterator<Act> each = earlyActs.iterator(); each.hasNext(); ) {
      Act act = each.next();
      if (task.id.equals(act.taskId())) {
        each.remove();
        task.act(act);
      }
    }
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
    private final Ballot ballot;
    private Times times;
    private @Nullable Decision decision;
    private final List<TaskView.Comment> comments = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<Inbox.Opening> openings = new ArrayList<>();
    private int turned;

    private Task(String id, Question question, List<Ladder.Tier> tiers, Times times) {
      this.id = id;
      this.question = question;
      this.ballot = new Ballot(tiers, question.requestedBy(), question.commented());
      this.times = times;
      tell();
    }

    public String id() {
      return id;
    }

    public boolean isDecided() {
      return decision != null;
    }

    /** Whether those who are asked now have voted, and no choice can win any more. */
    boolean isSplit() {
      return decision == null && ballot.isSplit();
    }

    /** Whether the inbox has it as it turned to the tier that is asked now, or later. */
    boolean isTold() {
      return openings.subList(turned, openings.size()).stream().anyMatch(Inbox.Opening::isIn);
    }

    public Optional<Decision> decision() {
      return Optional.ofNullable(decision);
    }

    /** Which of its tiers is asked now, and until when: what is the same is not told again. */
    void turnTo(int round, Times next) {
      boolean isNews = ballot.turnTo(round) || !Objects.equals(next.due(), times.due());
      times = next;
      if (isNews) {
        turned = openings.size();
        tell();
      }
    }

    /** The tier that is asked now keeps it, for as long as it takes. */
    void leave() {
      times = Times.NONE;
      tell();
    }

    /** What is not on its way yet need not go: this is newer. */
    private void tell() {
      openings.forEach(Inbox.Opening::supersede);
      openings.add(inbox.open(view(TaskView.State.open)));
    }

    /** Nothing more is taken for it; what was decided, or that nobody did, goes to the inbox. */
    public void close() {
      open.remove(id);
      openings.forEach(Inbox.Opening::withdraw);
      inbox.close(view(decision == null ? TaskView.State.expired : TaskView.State.decided));
    }

    private void answer(Decision given) {
      hear(given.decisionId());
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
        tell();
      } else if (question.commented().contains(choice.get())
          && (given.comment() == null || given.comment().isBlank())) {
        note(id + " needs a comment with '" + choice.get() + "'");
        tell();
      } else {
        vote(given.on(id, choice.get()));
      }
    }

    private void vote(Decision vote) {
      Optional<String> objection = ballot.objection(vote);
      if (objection.isPresent()) {
        note("'" + vote.decision() + "' does not count on " + id + ": " + objection.get());
      } else {
        decision = ballot.cast(vote).orElse(null);
        hear(ballot.lastId());
      }
      if (decision == null) {
        tell();
      }
    }

    private void hear(@Nullable String saidId) {
      if (saidId != null && !heard.contains(saidId)) {
        heard.add(saidId);
      }
    }

    private void act(Act act) {
      hear(act.actId());
      Optional<String> problem = decision == null ? done(act) : Optional.of("it is decided");
      problem.ifPresent(why -> note("'" + act.kind() + "' changes nothing on " + id + ": " + why));
      if (decision == null) {
        tell();
      }
    }

    private Optional<String> done(Act act) {
      if (act.kind() == null || act.by() == null || act.by().isBlank()) {
        return Optional.of("kind and by say what is done and who does it");
      }
      String person = Objects.requireNonNullElse(act.person(), "");
      if (person.isBlank() && (act.kind() == Act.Kind.delegate || act.kind() == Act.Kind.add)) {
        return Optional.of("person is missing");
      }
      if (act.round() != null && act.round() != ballot.round() && act.kind() != Act.Kind.comment) {
        return Optional.of("it was said while another tier was asked");
      }
      Optional<String> problem =
          switch (act.kind()) {
            case delegate -> ballot.delegate(act.by(), person);
            case takeBack -> ballot.takeBack(act.by());
            case add -> ballot.add(person);
            case comment -> Optional.<String>empty();
          };
      if (problem.isEmpty() && act.comment() != null && !act.comment().isBlank()) {
        comments.add(new TaskView.Comment(act.by(), act.at(), shortened(act.comment())));
      }
      return problem;
    }

    private static String shortened(String comment) {
      return comment.length() <= LONGEST ? comment : comment.substring(0, LONGEST - 1) + "…";
    }

    private TaskView view(TaskView.State state) {
      return new TaskView(
          id,
          Workflow.getInfo().getWorkflowId(),
          state,
          question.text(),
          question.data(),
          question.choices(),
          ballot.tier().to(),
          times.due(),
          decision,
          ballot.view(),
          List.copyOf(comments.subList(Math.max(0, comments.size() - REMARKS), comments.size())),
          List.copyOf(heard),
          times.remind());
    }
  }
}
