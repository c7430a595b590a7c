package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.Function;

/**
 * Every call of an order: how long one attempt may take, and how long it is tried. A refusal and a
 * permanent failure are not retried; the rest is, after 1 s, 2 s, 4 s ... 30 s. A cancel waits for
 * the attempt that runs, so that what it did is known before anything is undone.
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
  PUBLISH_ENDING(seconds(10), Patience::ending);

  /** A worker that is silent for this long while following is taken for dead. */
  static final Duration FOLLOW_HEARTBEAT = seconds(30);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(seconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(seconds(30))
          .setDoNotRetry(FailureTypes.REFUSED, FailureTypes.PERMANENT)
          .build();

  private final Duration attempt;

  @SuppressWarnings("ImmutableEnumChecker") // Only references to record accessors.
  private final Function<Patience, Duration> triedFor;

  OrderSteps(Duration attempt, Function<Patience, Duration> triedFor) {
    this.attempt = attempt;
    this.triedFor = triedFor;
  }

  /** A stub for one call. {@code summary} is what an operator reads next to it. */
  <T> T on(Class<T> activity, Patience patience, String summary) {
    return Workflow.newActivityStub(activity, options(patience, summary));
  }

  ActivityOptions options(Patience patience, String summary) {
    ActivityOptions.Builder options =
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(attempt)
            .setRetryOptions(RETRY)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setScheduleToCloseTimeout(triedFor.apply(patience))
            .setSummary(summary);
    if (this == FOLLOW) {
      options.setTaskQueue(Following.TASK_QUEUE).setHeartbeatTimeout(FOLLOW_HEARTBEAT);
    }
    return options.build();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
