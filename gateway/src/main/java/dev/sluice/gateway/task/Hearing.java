package dev.sluice.gateway.task;

import dev.sluice.gateway.task.Decided.Objected;
import dev.sluice.gateway.task.Decided.Objection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether what somebody says is kept, in one transaction with all that counts against it. The run
 * has the last word: it may have heard something else before.
 */
final class Hearing {

  /** Each costs the run a signal and a call: a question that is argued about is bounded. */
  private static final int MOST = 200;

  private final Connection connection;
  private final Voter voter;
  private final long now;

  Hearing(Connection connection, Voter voter, long now) {
    this.connection = connection;
    this.voter = voter;
    this.now = now;
  }

  /** A voucher that is no good says nothing of a task that is over. */
  Decided hear(Decision given, Voucher voucher) throws SQLException {
    Optional<Task> open =
        TaskRows.find(connection, String.valueOf(given.taskId())).filter(Task::isOpen);
    if (open.isPresent() && !voucher.isGoodFor(connection, open.get())) {
      return new Decided.NoVoucher();
    }
    Decided heard = hear(given);
    if (heard instanceof Decided.Kept || heard instanceof Decided.Taken) {
      voucher.spend(connection);
    }
    return heard;
  }

  private Decided hear(Decision given) throws SQLException {
    Optional<Task> found = TaskRows.find(connection, String.valueOf(given.taskId()));
    if (found.isEmpty()) {
      return new Decided.Unknown();
    }
    Task task = found.get();
    Optional<Decided> no = refusal(task);
    if (no.isPresent()) {
      return no.get();
    }
    if (!task.choices().contains(given.decision())) {
      return new Decided.NotOffered(task.choices());
    }
    String comment = given.comment();
    if (task.needsComment(given.decision()) && (comment == null || comment.isBlank())) {
      return new Decided.CommentMissing();
    }
    return keep(task, given.inRound(task.ballot().round()));
  }

  private Decided keep(Task task, Decision vote) throws SQLException {
    Integer of = task.ballot().of();
    Optional<Decision> before = voter.vote(task);
    if (before.isPresent()) {
      return new Objected(
          Objection.alreadyVoted,
          voter.name() + " has voted before: " + before.get().decision() + ".",
          before.get());
    }
    if (of != null && task.votesNow().size() >= of) {
      return new Objected(
          Objection.allVoted, "All " + of + " who are asked have voted: the question goes on.");
    }
    if (task.isOfEndedRun()) {
      SaidRows.keep(connection, task, vote, SaidRows.State.taken);
      TaskRows.update(connection, task.closedBy(vote), now);
      return new Decided.Taken(TaskRows.find(connection, task.id()).orElseThrow());
    }
    SaidRows.keep(connection, task, vote, SaidRows.State.waiting);
    return new Decided.Kept(task.with(SaidRows.votes(connection, task.id())));
  }

  Decided hear(Act act) throws SQLException {
    Optional<Task> found = TaskRows.find(connection, act.taskId());
    if (found.isEmpty()) {
      return new Decided.Unknown();
    }
    Task task = found.get();
    Optional<Decided> no = refusal(task, act);
    if (no.isPresent()) {
      return no.get();
    }
    if (SaidRows.count(connection, task.id()) >= MOST) {
      return new Objected(
          Objection.tooMuchSaid,
          "No more than " + MOST + " things are said about a task; an answer still counts.");
    }
    if (task.isOfEndedRun()) {
      return heardByNoRun(task, act);
    }
    SaidRows.keep(connection, task, act.inRound(task.ballot().round()));
    return new Decided.Kept(task);
  }

  /** A remark stands here; whom else to ask is not for a run that is over. */
  private Decided heardByNoRun(Task task, Act act) throws SQLException {
    if (act.kind() != Act.Kind.comment) {
      return new Objected(
          Objection.notCounted, "The run is over: whoever may operate settles " + task.id() + ".");
    }
    Comment remark = new Comment(act.by(), act.at(), String.valueOf(act.comment()));
    TaskRows.update(connection, task.with(remark), now);
    return new Decided.Taken(task.with(remark));
  }

  private Optional<Decided> refusal(Task task, Act act) throws SQLException {
    return switch (act.kind()) {
      case comment -> closed(task).or(() -> strangers(task));
      case takeBack ->
          closed(task)
              .or(
                  () ->
                      voter.hasHandedOn(task)
                          ? Optional.empty()
                          : objection(
                              Objection.notHandedOn,
                              voter.name() + " has not handed it to anybody."));
      case delegate, add -> {
        Optional<Decided> no = refusal(task);
        yield no.isPresent() ? no : whom(task, String.valueOf(act.person()));
      }
    };
  }

  private Optional<Decided> whom(Task task, String person) {
    if (voter.people().find(person).isEmpty()) {
      return Optional.of(
          new Decided.NoSuchPerson(person, voter.people().nearest(person).orElse(null)));
    }
    if (person.equals(task.ballot().requestedBy())) {
      return objection(
          Objection.fourEyes,
          person + " asked for it, so somebody else answers: that takes four eyes.");
    }
    return voter.people().find(person).filter(known -> voter.as(known).isAsked(task)).isPresent()
        ? objection(Objection.alreadyAsked, person + " is asked already.")
        : Optional.empty();
  }

  private Optional<Decided> strangers(Task task) {
    return voter.mayRemark(task)
        ? Optional.empty()
        : objection(Objection.notYours, "Only people of the configuration remark on a task.");
  }

  private static Optional<Decided> objection(Objection why, String detail) {
    return Optional.of(new Objected(why, detail));
  }

  private Optional<Decided> closed(Task task) {
    return task.isOpen() ? Optional.empty() : Optional.of(tooLate(task));
  }

  /** What speaks against whatever the voter says: it is over, or not theirs. */
  private Optional<Decided> refusal(Task task) throws SQLException {
    if (!task.isOpen()) {
      return closed(task);
    }
    Optional<Decision> winner = SaidRows.winner(connection, task.id());
    if (winner.isPresent()) {
      return Optional.of(new Decided.TooLate(task, winner.get()));
    }
    return voter.objection(task).map(Decided.class::cast);
  }

  private static Decided tooLate(Task task) {
    return new Decided.TooLate(task, task.decision());
  }
}
