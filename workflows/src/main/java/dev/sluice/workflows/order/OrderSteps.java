package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Inbox;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.Function;

/**
 * Every call of an order: how long one attempt may take, and how long it is tried. A refusal and a
 * permanent failure are not retried, unless a row says so; the rest is, after 1 s, 2 s, 4 s ... 30
 * s. A cancel waits for the attempt that runs, so that what it did is known before anything is
 * undone; a task on its way into the inbox, which never reopens one, is not waited for.
 */
enum OrderSteps {
  //             one attempt   is tried for
  RESERVE(seconds(15), Patience::forward),
  ASSESS(seconds(10), Patience::forward),
  AUTHORISE(seconds(15), Patience::forward),
  BOOK(seconds(15), Patience::forward),
  FOLLOW(days(30), Patience::parcel),
  FIND(seconds(10), Patience::undo),
  RELEASE(seconds(15), Patience::undo),
  VOID(seconds(15), Patience::undo),
  CANCEL_BOOKING(seconds(15), Patience::undo),
  AUTHORISE_AGAIN(seconds(15), Patience::capture),
  CAPTURE(seconds(15), Patience::capture),
  COMMIT(seconds(15), Patience::capture),
  NOTIFY(seconds(15), Patience::notice),
  PUBLISH(seconds(10), Patience::news),
  PUBLISH_ENDING(seconds(10), Patience::ending),
  PUT_TASK(seconds(10), patience -> seconds(30)),
  PUT_TASK_UNTIL_TAKEN(seconds(10), patience -> withoutEnd(), Retried.WHATEVER_THE_ANSWER),
  CLOSE_TASK(seconds(10), Patience::news, Retried.WHATEVER_THE_ANSWER);

  private enum Retried {
    UNLESS_REFUSED,
    WHATEVER_THE_ANSWER
  }

  /** A worker that is silent for this long while following is taken for dead. */
  static final Duration FOLLOW_HEARTBEAT = seconds(30);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(seconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(seconds(30))
          .setDoNotRetry(FailureTypes.REFUSED, FailureTypes.PERMANENT)
          .build();

  private static final RetryOptions RETRY_WHATEVER_THE_ANSWER =
      RetryOptions.newBuilder()
          .setInitialInterval(seconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(seconds(60))
          .build();

  private final Duration attempt;

  @SuppressWarnings("ImmutableEnumChecker") // Only references to record accessors.
  private final Function<Patience, Duration> triedFor;

  private final Retried retried;

  OrderSteps(Duration attempt, Function<Patience, Duration> triedFor) {
    this(attempt, triedFor, Retried.UNLESS_REFUSED);
  }

  OrderSteps(Duration attempt, Function<Patience, Duration> triedFor, Retried retried) {
    this.attempt = attempt;
    this.triedFor = triedFor;
    this.retried = retried;
  }

  static OrderSteps putTask(Inbox.Effort effort) {
    return switch (effort) {
      case SHORTLY -> PUT_TASK;
      case UNTIL_TAKEN -> PUT_TASK_UNTIL_TAKEN;
      case LONG -> CLOSE_TASK;
    };
  }

  /** A stub for one call. {@code summary} is what an operator reads next to it. */
  <T> T on(Class<T> activity, Patience patience, String summary) {
    return Workflow.newActivityStub(activity, options(patience, summary));
  }

  ActivityOptions options(Patience patience, String summary) {
    ActivityOptions.Builder options =
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(attempt)
            .setRetryOptions(retried == Retried.UNLESS_REFUSED ? RETRY : RETRY_WHATEVER_THE_ANSWER)
            .setCancellationType(whenCancelled())
            .setSummary(summary);
    Duration tried = triedFor.apply(patience);
    if (!tried.equals(withoutEnd())) {
      options.setScheduleToCloseTimeout(tried);
    }
    if (this == FOLLOW) {
      options.setTaskQueue(Following.TASK_QUEUE).setHeartbeatTimeout(FOLLOW_HEARTBEAT);
    }
    return options.build();
  }

  private ActivityCancellationType whenCancelled() {
    return this == PUT_TASK || this == PUT_TASK_UNTIL_TAKEN
        ? ActivityCancellationType.ABANDON
        : ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration withoutEnd() {
    return Duration.ZERO;
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
