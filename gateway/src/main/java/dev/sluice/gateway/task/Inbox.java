package dev.sluice.gateway.task;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The questions to people. The runs keep it by {@link #put}; a person answers by {@link #decide},
 * or hands it on and the like by {@link #act}: first a durable row, of which a voter has one per
 * task and round, then the signal, then the run says how its task stands. Nothing blocks but {@link
 * #find}, {@link #kept}, {@link #openOf} and {@link #list}. Safe for many threads.
 */
public final class Inbox implements AutoCloseable {

  static final String SETTLE = "settle";

  private final Database database;
  private final Clock clock;
  private final Duration patience;
  private final SaidSender sender;
  private final TaskWatch watch;
  private final Waiters waiters = new Waiters();
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  /**
   * @param patience how long a decision waits for its run before it is answered as kept
   */
  public Inbox(Database database, Delivery delivery, Clock clock, Duration patience) {
    this(database, delivery, clock, patience, TaskWatch.NONE);
  }

  public Inbox(
      Database database, Delivery delivery, Clock clock, Duration patience, TaskWatch watch) {
    this.database = database;
    this.clock = clock;
    this.patience = patience;
    this.sender = new SaidSender(database, delivery);
    this.watch = watch;
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
    return find(database, id);
  }

  /** A question, and which asking of it that is. */
  public record Asked(Task task, Asking asking) {}

  public Optional<Asked> findAsked(String id) {
    return database.read(
        connection -> {
          Optional<Task> task = TaskRows.find(connection, id);
          return task.isPresent()
              ? Optional.of(new Asked(task.get(), Asking.of(connection, task.get())))
              : Optional.<Asked>empty();
        });
  }

  /** For those who only look. */
  public static Optional<Task> find(Database database, String id) {
    return database.read(connection -> TaskRows.find(connection, id));
  }

  /** What was said about it and could not be sent to its run. */
  public List<Said> kept(String id) {
    return database.read(connection -> SaidRows.kept(connection, id));
  }

  /** What that run asks and nobody has answered, 20 at most. */
  public List<Task> openOf(String workflowId) {
    return database.read(connection -> TaskList.openOf(connection, workflowId));
  }

  /** Up to {@code query.limit()} tasks, and the cursor of the next when there are more. */
  public TaskPage list(TaskQuery query) {
    int limit = query.limit();
    TaskQuery oneMore = new TaskQuery(query.state(), query.assignee(), limit + 1, query.before());
    List<TaskRows.Placed> rows = database.read(connection -> TaskList.read(connection, oneMore));
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
              closed.ifPresent(task -> waiters.told(task, Set.of()));
              return closed.isPresent();
            });
  }

  private Optional<Task> close(Connection connection, EndedRows.Orphan orphan) throws SQLException {
    if (!EndedRows.isAsItWas(connection, orphan)) {
      return Optional.empty();
    }
    Optional<Decision> taken = SaidRows.takenWinner(connection, orphan.id());
    if (taken.isPresent()) {
      Task task = TaskRows.find(connection, orphan.id()).orElseThrow();
      TaskRows.update(connection, task.closedBy(taken.get()), clock.millis());
      TaskRows.letReopen(connection, orphan.id());
    } else {
      TaskRows.expireOrphan(connection, orphan.id(), clock.millis());
    }
    return TaskRows.find(connection, orphan.id());
  }

  /**
   * The run's word on its task; the answer is what is stored. What is closed stays closed, unless
   * its run asks again: because it was reset, or lost its memory with its engine. Then it gets the
   * answer again that there was. Another run that asks under the same id gets none of it.
   */
  public CompletableFuture<Task> put(Task task) {
    return put(task, Set.of());
  }

  CompletableFuture<Task> put(Task task, Set<String> heard) {
    return put(Word.of(task, heard));
  }

  /** The same, with all that the run says of it. */
  public CompletableFuture<Task> put(Word word) {
    return database
        .write(connection -> new Telling(connection, clock.instant(), watch).take(word))
        .thenApply(
            stored -> {
              watch.kept();
              if (word.task().isOpen()) {
                sender.wake();
              }
              waiters.told(stored, word.heard());
              return stored;
            });
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** One winner per task, whoever asks at the same time. Completes within {@code patience}. */
  public CompletableFuture<Decided> decide(
      String taskId, String choice, @Nullable String comment, Voter voter) {
    return decide(taskId, choice, comment, voter, Voucher.NONE_NEEDED);
  }

  /** The same by what is good for one answer, and spent with it. */
  public CompletableFuture<Decided> decide(
      String taskId, String choice, @Nullable String comment, Voter voter, Voucher voucher) {
    Decision given =
        new Decision(taskId, ids.generate().toString(), choice, comment, voter.name(), now(), null);
    return say(
        taskId,
        String.valueOf(given.id()),
        connection -> new Hearing(connection, voter, clock.millis()).hear(given, voucher),
        task -> outcome(task, given));
  }

  /** Completes within {@code patience}. */
  public CompletableFuture<Decided> act(
      String taskId,
      Act.Kind kind,
      @Nullable String person,
      @Nullable String comment,
      Voter voter) {
    Act act =
        new Act(
            taskId, ids.generate().toString(), kind, voter.name(), person, comment, now(), null);
    return say(
        taskId,
        act.id(),
        connection -> new Hearing(connection, voter, clock.millis()).hear(act),
        task -> outcome(task, act));
  }

  private CompletableFuture<Decided> say(
      String taskId, String saidId, Work<Decided> hearing, Function<Task, Decided> outcome) {
    CompletableFuture<Task> told = waiters.await(taskId, saidId);
    return database
        .write(hearing)
        .thenCompose(
            heard -> {
              if (!(heard instanceof Decided.Kept kept)) {
                return CompletableFuture.completedFuture(heard);
              }
              sender.wake();
              return told.thenApply(outcome)
                  .completeOnTimeout(kept, patience.toMillis(), TimeUnit.MILLISECONDS);
            })
        .whenComplete((decided, failure) -> waiters.leave(taskId, told));
  }

  /** The run may have heard another answer first: its deadline's, or one from Temporal's own UI. */
  private static Decided outcome(Task task, Decision given) {
    boolean counts = task.ballot().counts(given.decisionId());
    if (task.isOpen()) {
      return counts ? new Decided.Taken(task) : notCounted(task);
    }
    Decision taken = task.decision();
    boolean ours =
        task.state() == Task.State.decided
            && taken != null
            && Objects.equals(taken.decisionId(), given.decisionId());
    return ours || counts ? new Decided.Taken(task) : new Decided.TooLate(task, taken);
  }

  private static Decided outcome(Task task, Act act) {
    if (!task.isOpen()) {
      return new Decided.TooLate(task, task.decision());
    }
    return act.isDoneOn(task) ? new Decided.Taken(task) : notCounted(task);
  }

  private static Decided notCounted(Task task) {
    return new Decided.Objected(
        Decided.Objection.notCounted,
        "The run did not count it, by what it had heard before: look at the task "
            + task.id()
            + " as it stands now.");
  }

  @Override
  public void close() {
    sender.close();
  }
}
