package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run says of its task, in one transaction with all that follows from it. */
final class Telling {

  private final Connection connection;
  private final Instant now;
  private final TaskWatch watch;

  Telling(Connection connection, Instant now, TaskWatch watch) {
    this.connection = connection;
    this.now = now;
    this.watch = watch;
  }

  /** An older word, which comes late, changes nothing. */
  Task take(Word word) throws SQLException {
    Task task = word.task();
    Optional<TaskRows.Standing> before = TaskRows.standing(connection, task.id());
    if (before.isPresent() && isOlder(before.get(), word)) {
      return before.get().task();
    }
    boolean isAnothers = before.filter(was -> isAnothers(was, word)).isPresent();
    boolean isAgain = !isAnothers && before.filter(was -> isAgain(was, word)).isPresent();
    if (before.isEmpty()) {
      TaskRows.insert(connection, task, now.toEpochMilli());
    } else if (isAnothers) {
      TaskRows.begin(connection, task.id());
      SaidRows.refuseAll(connection, task.id());
    } else if (isAgain) {
      TaskRows.letReopen(connection, task.id());
    }
    keepWhatWasSaidElsewhere(task);
    if (task.isOpen()) {
      SaidRows.follow(connection, task, word.heard(), isAgain);
    }
    if (before.isPresent()) {
      boolean isAnswered = isAgain && SaidRows.isAnswerWaiting(connection, task.id());
      TaskRows.update(connection, task, now.toEpochMilli(), isAnswered);
    }
    TaskRows.told(connection, word);
    Task stored = TaskRows.find(connection, task.id()).orElseThrow();
    watch.put(connection, stored, word.remind());
    return stored;
  }

  /**
   * Whether the run has told a newer one before. Where it may ask again what was closed, as after a
   * reset that took back what was said, none is.
   */
  private static boolean isOlder(TaskRows.Standing was, Word word) {
    boolean mayAskAgain = was.mayReopen() && word.task().isOpen();
    return was.told() != null && word.told() != null && was.told() > word.told() && !mayAskAgain;
  }

  /**
   * Whether it is another question than the one that stands under its id, so that no answer to that
   * one is for it: it says something else, or another run asks it that follows one which had closed
   * its own.
   */
  private static boolean isAnothers(TaskRows.Standing was, Word word) {
    boolean isOfAnotherRun =
        was.firstRunId() != null
            && word.firstRunId() != null
            && !was.firstRunId().equals(word.firstRunId());
    if (was.isAskedBy(word.task())) {
      return isOfAnotherRun && !was.task().isOpen() && !was.mayReopen();
    }
    return isOfAnotherRun || (!was.task().isOpen() && word.task().isOpen());
  }

  /** Whether its run asks again what was closed: it is lost, was reset, or had not closed it. */
  private static boolean isAgain(TaskRows.Standing was, Word word) {
    boolean isNewer =
        word.firstRunId() != null
            && word.firstRunId().equals(was.firstRunId())
            && was.told() != null
            && word.told() != null
            && was.told() < word.told();
    return was.mayReopen() || (isNewer && !was.task().isOpen() && word.task().isOpen());
  }

  /** By hand, in Temporal: should the run be lost, its fresh life knows it from here. */
  private void keepWhatWasSaidElsewhere(Task task) throws SQLException {
    List<Decision> votes = new ArrayList<>(task.ballot().votes());
    Decision taken = task.decision();
    if (votes.isEmpty() && taken != null) {
      votes.add(taken); // From a worker of before there were quorums.
    }
    for (Decision vote : votes) {
      SaidRows.keep(connection, task, named(task, vote), SaidRows.State.told);
    }
  }

  private Decision named(Task task, Decision vote) {
    String by = Objects.requireNonNullElse(vote.by(), "temporal");
    int round = Objects.requireNonNullElse(vote.round(), task.ballot().round());
    String id = Objects.requireNonNullElse(vote.decisionId(), task.id() + "/" + round + "/" + by);
    return new Decision(
        task.id(), id, vote.decision(), comment(task, vote), by, given(vote), round);
  }

  /** A ballot's votes are without: only that which decided is told with it. */
  private static @Nullable String comment(Task task, Decision vote) {
    Decision taken = task.decision();
    return taken != null && Objects.equals(taken.decisionId(), vote.decisionId())
        ? taken.comment()
        : vote.comment();
  }

  /** By hand anybody says anything: what cannot be is taken for now. */
  private String given(Decision vote) {
    try {
      Instant at = Instant.parse(String.valueOf(vote.at()));
      return (at.isBefore(Instant.EPOCH) || at.isAfter(now) ? inMillis() : at).toString();
    } catch (DateTimeParseException e) {
      return inMillis().toString();
    }
  }

  private Instant inMillis() {
    return now.truncatedTo(ChronoUnit.MILLIS);
  }
}
