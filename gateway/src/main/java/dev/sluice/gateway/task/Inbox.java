package dev.sluice.gateway.task;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.sluice.gateway.journal.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The questions to people. The runs keep it by {@link #put}; a person answers by {@link #decide}:
 * first a durable row, of which there is one per task, then the signal, then the run closes its
 * task. Nothing blocks but {@link #find} and {@link #list}. Safe for many threads.
 */
public final class Inbox implements AutoCloseable {

  static final String SETTLE = "settle";

  private final Database database;
  private final Clock clock;
  private final Duration patience;
  private final DecisionSender sender;
  private final Waiters waiters = new Waiters();
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  /**
   * @param patience how long a decision waits for its run before it is answered as kept
   */
  public Inbox(Database database, Delivery delivery, Clock clock, Duration patience) {
    this.database = database;
    this.clock = clock;
    this.patience = patience;
    this.sender = new DecisionSender(database, delivery);
  }

  /**
   * When the engine has lost its runs, before they are made again: what they closed, their fresh
   * lives may ask again.
   */
  public void recover() {
    var unused = database.write(TaskRows::loseRunning).join();
  }

  /** Sends what was left undelivered when the process last ended. */
  public void start() {
    sender.wake();
  }

  public Optional<Task> find(String id) {
    return database.read(connection -> TaskRows.find(connection, id));
  }

  /** Up to {@code query.limit()} tasks, and the cursor of the next when there are more. */
  public TaskPage list(TaskQuery query) {
    int limit = query.limit();
    TaskQuery oneMore = new TaskQuery(query.state(), query.assignee(), limit + 1, query.before());
    List<TaskRows.Placed> rows = database.read(connection -> TaskRows.list(connection, oneMore));
    List<Task> tasks = rows.stream().limit(limit).map(TaskRows.Placed::task).toList();
    Long next = rows.size() > limit ? rows.get(limit - 1).seq() : null;
    return new TaskPage(tasks, next);
  }

  public record TaskPage(List<Task> tasks, @Nullable Long next) {}

  /**
   * No run is there any more to close it; should one come back, it may ask again. What the run was
   * told before its end has decided it. Completes with false when the task has changed since.
   */
  CompletableFuture<Boolean> closeOrphan(EndedRows.Orphan orphan) {
    return database
        .write(connection -> close(connection, orphan))
        .thenApply(
            closed -> {
              closed.ifPresent(waiters::closed);
              return closed.isPresent();
            });
  }

  private Optional<Task> close(Connection connection, EndedRows.Orphan orphan) throws SQLException {
    if (!EndedRows.isAsItWas(connection, orphan)) {
      return Optional.empty();
    }
    if (TaskRows.isTaken(connection, orphan.id())) {
      Task task = TaskRows.find(connection, orphan.id()).orElseThrow();
      TaskRows.update(connection, task.closedBy(task.decisions().get(0)), clock.millis());
    } else {
      TaskRows.expireOrphan(connection, orphan.id(), clock.millis());
    }
    return TaskRows.find(connection, orphan.id());
  }

  /**
   * The run's word on its task. What is closed stays closed; the answer is what is stored. A run
   * that asks again lost its memory with its engine: it gets the answer again that there was.
   */
  public CompletableFuture<Task> put(Task task) {
    return database
        .write(connection -> put(connection, task))
        .thenApply(
            stored -> {
              if (task.state() == Task.State.open) {
                sender.wake();
              }
              if (stored.state() != Task.State.open) {
                waiters.closed(stored);
              }
              return stored;
            });
  }

  private Task put(Connection connection, Task task) throws SQLException {
    Optional<Task> stored = TaskRows.find(connection, task.id());
    if (task.state() == Task.State.open) {
      TaskRows.deliverAgain(connection, task.id());
    }
    if (stored.isEmpty()) {
      TaskRows.insert(connection, task, clock.millis());
    } else {
      keepForFreshLife(connection, stored.get());
      TaskRows.update(connection, task, clock.millis());
    }
    return TaskRows.find(connection, task.id()).orElseThrow();
  }

  /** What a lost run was told without us, by hand in Temporal, only its task knows. */
  private void keepForFreshLife(Connection connection, Task stored) throws SQLException {
    Decision taken = stored.decision();
    if (taken != null
        && stored.decisions().isEmpty()
        && TaskRows.mayReopen(connection, stored.id())) {
      Decision again =
          new Decision(
              stored.id(),
              Objects.requireNonNullElse(taken.decisionId(), stored.id()),
              taken.decision(),
              taken.comment(),
              Objects.requireNonNullElse(taken.by(), "temporal"),
              now());
      var unused = TaskRows.keep(connection, stored.workflowId(), again);
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** One winner per task, whoever asks at the same time. Completes within {@code patience}. */
  public CompletableFuture<Decided> decide(
      String taskId, String choice, @Nullable String comment, String by) {
    Decision given = new Decision(taskId, ids.generate().toString(), choice, comment, by, now());
    CompletableFuture<Task> closed = waiters.await(taskId);
    return database
        .write(connection -> keep(connection, given))
        .thenCompose(
            kept -> {
              if (!(kept instanceof Decided.Kept won)) {
                return CompletableFuture.completedFuture(kept);
              }
              sender.wake();
              return closed
                  .thenApply(task -> outcome(task, given))
                  .completeOnTimeout(won, patience.toMillis(), TimeUnit.MILLISECONDS);
            })
        .whenComplete((decided, failure) -> waiters.leave(taskId, closed));
  }

  private Decided keep(Connection connection, Decision given) throws SQLException {
    Optional<Task> found = TaskRows.find(connection, String.valueOf(given.taskId()));
    if (found.isEmpty()) {
      return new Decided.Unknown();
    }
    Task task = found.get();
    if (task.state() != Task.State.open || !task.decisions().isEmpty()) {
      return tooLate(task);
    }
    if (!task.choices().contains(given.decision())) {
      return new Decided.NotOffered(task.choices());
    }
    String comment = given.comment();
    if (given.decision().equals(SETTLE) && (comment == null || comment.isBlank())) {
      return new Decided.CommentMissing();
    }
    if (!TaskRows.keep(connection, task.workflowId(), given)) {
      return tooLate(task);
    }
    if (!task.isOfEndedRun()) {
      return new Decided.Kept(task.with(List.of(given)));
    }
    TaskRows.update(connection, task.closedBy(given), clock.millis());
    var unused =
        TaskRows.delivered(
            connection, new TaskRows.Waiting(task.workflowId(), given, 0), Delivery.Outcome.taken);
    return new Decided.Taken(task.closedBy(given));
  }

  private static Decided tooLate(Task task) {
    Decision taken = task.decision();
    Decision given = task.decisions().isEmpty() ? null : task.decisions().get(0);
    return new Decided.TooLate(task, taken == null ? given : taken);
  }

  /** The run may have heard another answer first: its deadline's, or one from Temporal's own UI. */
  private static Decided outcome(Task closed, Decision given) {
    Decision taken = closed.decision();
    boolean ours =
        closed.state() == Task.State.decided
            && taken != null
            && (taken.decisionId() == null || taken.decisionId().equals(given.decisionId()));
    return ours ? new Decided.Taken(closed) : new Decided.TooLate(closed, taken);
  }

  @Override
  public void close() {
    sender.close();
  }
}
