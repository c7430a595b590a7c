package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
    if (TaskRows.isOlder(connection, word)) {
      return TaskRows.find(connection, task.id()).orElseThrow();
    }
    if (TaskRows.isAnothers(connection, word)) {
      TaskRows.begin(connection, task.id());
      SaidRows.refuseAll(connection, task.id());
    }
    TaskRows.reopen(connection, word);
    boolean isFreshLife = TaskRows.mayReopen(connection, task.id());
    if (TaskRows.find(connection, task.id()).isEmpty()) {
      TaskRows.insert(connection, task, now.toEpochMilli());
    } else {
      TaskRows.update(connection, task, now.toEpochMilli());
    }
    TaskRows.told(connection, word);
    keepWhatWasSaidElsewhere(task);
    if (task.state() == Task.State.open) {
      SaidRows.follow(connection, task, word.heard(), isFreshLife);
    }
    Task stored = TaskRows.find(connection, task.id()).orElseThrow();
    watch.put(connection, stored, word.remind());
    return stored;
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
    return new Decision(task.id(), id, vote.decision(), vote.comment(), by, given(vote), round);
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
