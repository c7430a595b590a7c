package dev.sluice.workflows.task;

import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question to people, until it is closed. What changes is told to the inbox, each time with a
 * greater number, so that what arrives late overwrites nothing newer. Workflow code.
 */
public final class OpenTask {

  /** Of remarks the newest are told with each change, and not more of each than this. */
  private static final int REMARKS = 20;

  private static final int LONGEST = 500;

  /** More than this is said by hand alone, since the gateway keeps less. */
  private static final int MOST = 500;

  private final Desk desk;
  private final Inbox inbox;
  private final String id;
  private final Question question;
  private final Ballot ballot;
  private final boolean mayAskAnew;

  /** Of rounds that were asked in another life of the run, and are not yet in this. */
  private final List<Decision> ahead = new ArrayList<>();

  private Desk.Times times;
  private @Nullable Decision decision;
  private final List<TaskView.Comment> comments = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Inbox.Opening> openings = new ArrayList<>();
  private int turned;
  private int said;

  /** Of the last word: a time, so that a run which is reset or lives again says more. */
  private long told;

  OpenTask(String id, Question question, Ladder ladder, Desk.Times times, Desk desk, Inbox inbox) {
    this.id = id;
    this.question = question;
    this.ballot = new Ballot(ladder.tiers(), question.requestedBy(), question.commented());
    this.mayAskAnew = ladder.mayAskAnew();
    this.times = times;
    this.desk = desk;
    this.inbox = inbox;
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
  void turnTo(int round, Desk.Times next) {
    boolean isNews = ballot.turnTo(round) || !Objects.equals(next.due(), times.due());
    times = next;
    if (isNews) {
      turned = openings.size();
      tell();
    }
  }

  /** The tier that is asked now keeps it, for as long as it takes. */
  void leave() {
    times = Desk.Times.NONE;
    tell();
  }

  /** The tier that is asked now is asked once more, and whoever has voted may vote anew. */
  void askAnew() {
    ballot.askAnew();
    tell();
    List<Decision> now = ahead.stream().filter(vote -> !ballot.isAhead(vote)).toList();
    ahead.removeAll(now);
    now.forEach(this::take);
  }

  private long next() {
    told = Math.max(told + 1, Workflow.currentTimeMillis());
    return told;
  }

  /** What is not on its way yet need not go: this is newer. */
  private void tell() {
    openings.forEach(Inbox.Opening::supersede);
    openings.add(inbox.open(view(TaskView.State.open, next())));
  }

  /** Nothing more is taken for it; what was decided, or that nobody did, goes to the inbox. */
  public void close() {
    openings.forEach(Inbox.Opening::withdraw);
    for (Decision vote : ahead) {
      hear(vote.decisionId());
      desk.note(quoted(vote) + " does not count on " + id + ": its round was never asked");
    }
    TaskView last =
        view(decision == null ? TaskView.State.expired : TaskView.State.decided, next());
    desk.closed(last);
    inbox.close(last);
  }

  void answer(Decision given) {
    if (isTooMuch() && !mayCount(given)) {
      return;
    }
    if (isAhead(given)) {
      ahead.add(given);
      desk.note(quoted(given) + " waits until its round of " + id + " is asked");
    } else {
      take(given);
    }
  }

  private void take(Decision given) {
    hear(given.decisionId());
    if (decision != null) {
      desk.note(id + " was already decided; " + quoted(given) + " changes nothing");
      return;
    }
    Optional<String> choice = question.choice(given);
    if (choice.isEmpty()) {
      desk.note(id + " offers " + question.choices() + ", not " + quoted(given));
      tell();
    } else if (question.lacksComment(given, choice.get())) {
      desk.note(id + " needs a comment with '" + choice.get() + "'");
      tell();
    } else {
      vote(given.on(id, choice.get()));
    }
  }

  /** A run that lives anew hears the votes of all its rounds at once. */
  private boolean isAhead(Decision given) {
    return mayAskAnew && decision == null && ballot.isAhead(given);
  }

  private static String quoted(Decision vote) {
    return "'" + vote.decision() + "'";
  }

  /** Each word costs the run a call: a history has an end. */
  private boolean isTooMuch() {
    said++;
    if (said == MOST + 1) {
      desk.note(
          "of all that is said about " + id + " only answers that count are heard from now on");
    }
    return said > MOST;
  }

  private boolean mayCount(Decision given) {
    if (isAhead(given)) {
      return ahead.size() < MOST;
    }
    Optional<String> choice = question.choice(given);
    return decision == null
        && choice.isPresent()
        && !question.lacksComment(given, choice.get())
        && ballot.objection(given.on(id, choice.get())).isEmpty();
  }

  private void vote(Decision vote) {
    Optional<String> objection = ballot.objection(vote);
    if (objection.isPresent()) {
      desk.note(quoted(vote) + " does not count on " + id + ": " + objection.get());
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

  void act(Act act) {
    if (isTooMuch()) {
      return;
    }
    hear(act.actId());
    Optional<String> problem = decision == null ? done(act) : Optional.of("it is decided");
    problem.ifPresent(
        why -> desk.note("'" + act.kind() + "' changes nothing on " + id + ": " + why));
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

  /** As it was told last. */
  TaskView view() {
    return view(TaskView.State.open, told);
  }

  private TaskView view(TaskView.State state, long number) {
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
        times.remind(),
        null,
        Workflow.getInfo().getFirstExecutionRunId(),
        number);
  }
}
