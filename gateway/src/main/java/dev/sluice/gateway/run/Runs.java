package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How to look at a run, wait for its end, and ask it to cancel. Safe for many threads. */
public final class Runs implements AutoCloseable {

  public enum Asked {
    taken,
    /** It has not started yet, or has ended. */
    notOpen,
    unavailable
  }

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int CALLS = 16;
  private static final int CALLS_WAITING = 64;

  private final RunBook book;
  private final Engine engine;
  private final Cancels cancels;
  private final Executor threads;
  private final ThreadPoolExecutor calls =
      new ThreadPoolExecutor(
          CALLS,
          CALLS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(CALLS_WAITING),
          Daemons.named("runs"));

  /**
   * @param threads for short reads of the journal; calls of the engine have a bounded pool of their
   *     own, so that an engine that is away holds up nothing else
   */
  public Runs(RunBook book, Engine engine, Cancels cancels, Executor threads) {
    this.book = book;
    this.engine = engine;
    this.cancels = cancels;
    this.threads = threads;
    calls.allowCoreThreadTimeOut(true);
  }

  /** Never fails: where the engine says nothing in time, the journal's word is all there is. */
  public CompletableFuture<LiveRun> look(RunBook.Run run) {
    return run.runId() == null
        ? CompletableFuture.completedFuture(LiveRun.known(run, true))
        : called(() -> new Looking(run, stub(run)).look(), LiveRun.known(run, false));
  }

  /** The same of a run that has a later one under its id: that very run is asked for. */
  public CompletableFuture<LiveRun> lookBack(RunBook.Run run) {
    String runId = run.runId();
    return runId == null
        ? CompletableFuture.completedFuture(LiveRun.known(run, true))
        : called(
            () -> new Looking(run, stub(run.target(), runId)).look(), LiveRun.known(run, false));
  }

  public CompletableFuture<Asked> cancel(RunBook.Run run, @Nullable String reason) {
    return called(() -> cancelNow(run, reason), Asked.unavailable);
  }

  private <T> CompletableFuture<T> called(Supplier<T> call, T whenFull) {
    try {
      return CompletableFuture.supplyAsync(call, calls);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(whenFull);
    }
  }

  private Asked cancelNow(RunBook.Run run, @Nullable String reason) {
    if (engine.describe(run.target()) instanceof Reply.Described now
        && now.status() != RunStatus.running) {
      // A server refuses what comes now, but the in-process engine takes it in silence.
      return Asked.notOpen;
    }
    Reply reply = cancels.ask(run, reason);
    if (reply instanceof Reply.Done) {
      return Asked.taken;
    }
    return reply instanceof Reply.Absent ? Asked.notOpen : Asked.unavailable;
  }

  /**
   * The run, once it has ended; empty when that takes longer. First its start is waited for, by
   * looking into the journal, then its end, by a long poll of the engine's: no thread is held.
   */
  public CompletableFuture<Optional<LiveRun>> ended(String workflowId, Duration atMost) {
    return started(workflowId, System.nanoTime() + atMost.toNanos())
        .thenCompose(
            run ->
                run.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : look(run.get()).thenApply(live -> Optional.of(live).filter(LiveRun::isOver)));
  }

  private CompletableFuture<Optional<RunBook.Run>> started(String workflowId, long deadline) {
    return CompletableFuture.supplyAsync(() -> book.find(workflowId), threads)
        .thenCompose(
            found -> {
              long left = deadline - System.nanoTime();
              if (left <= 0) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
              return found.isPresent() && found.get().runId() != null
                  ? ended(found.get(), left)
                  : later().thenCompose(again -> started(workflowId, deadline));
            });
  }

  private CompletableFuture<Void> later() {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS, threads));
  }

  private CompletableFuture<Optional<RunBook.Run>> ended(RunBook.Run run, long nanos) {
    return stub(run)
        .getResultAsync(nanos, TimeUnit.NANOSECONDS, Object.class)
        .handle((result, failure) -> isTooLate(failure) ? Optional.empty() : Optional.of(run));
  }

  /** Any other failure is the run's own end, or the engine's; a look tells which. */
  private static boolean isTooLate(@Nullable Throwable failure) {
    return failure instanceof TimeoutException
        || (failure != null && failure.getCause() instanceof TimeoutException);
  }

  private WorkflowStub stub(RunBook.Run run) {
    return engine
        .client(run.target().namespace())
        .newUntypedWorkflowStub(run.target().workflowId());
  }

  private WorkflowStub stub(Target target, String runId) {
    WorkflowExecution execution =
        WorkflowExecution.newBuilder().setWorkflowId(target.workflowId()).setRunId(runId).build();
    return engine
        .client(target.namespace())
        .newUntypedWorkflowStub(
            WorkflowTargetOptions.newBuilder().setWorkflowExecution(execution).build());
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
