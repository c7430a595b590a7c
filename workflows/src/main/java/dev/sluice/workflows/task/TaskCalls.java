package dev.sluice.workflows.task;

import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * The calls that a question needs: how long one attempt may take, and how long it is tried. A task
 * on its way into the inbox, which never reopens one, is not waited for by a cancel.
 */
public final class TaskCalls {

  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final Duration SHORTLY = Duration.ofSeconds(30);
  private static final Duration BRIEF_ATTEMPT = Duration.ofSeconds(5);
  private static final Duration BRIEFLY = Duration.ofSeconds(15);

  private static final RetryOptions UNLESS_REFUSED =
      retry(Duration.ofSeconds(30))
          .setDoNotRetry(FailureTypes.REFUSED, FailureTypes.PERMANENT)
          .build();

  private static final RetryOptions WHATEVER_THE_ANSWER = retry(Duration.ofSeconds(60)).build();

  private TaskCalls() {}

  /**
   * @param news how long the inbox is told that a task is closed
   */
  public static Inbox.Line inbox(Duration news) {
    return (effort, summary) ->
        Workflow.newActivityStub(TaskInbox.class, put(effort, news).setSummary(summary).build());
  }

  private static ActivityOptions.Builder put(Inbox.Effort effort, Duration news) {
    return switch (effort) {
      case SHORTLY ->
          options(UNLESS_REFUSED, ActivityCancellationType.ABANDON)
              .setScheduleToCloseTimeout(SHORTLY);
      case UNTIL_TAKEN -> options(WHATEVER_THE_ANSWER, ActivityCancellationType.ABANDON);
      case LONG -> waited(WHATEVER_THE_ANSWER).setScheduleToCloseTimeout(news);
      case BRIEFLY ->
          options(UNLESS_REFUSED, ActivityCancellationType.ABANDON)
              .setStartToCloseTimeout(BRIEF_ATTEMPT)
              .setScheduleToCloseTimeout(BRIEFLY);
    };
  }

  static EventPublisher publisher(Duration triedFor, String summary) {
    return Workflow.newActivityStub(
        EventPublisher.class,
        waited(UNLESS_REFUSED).setScheduleToCloseTimeout(triedFor).setSummary(summary).build());
  }

  static Ladders ladders(String summary) {
    return Workflow.newActivityStub(
        Ladders.class, waited(UNLESS_REFUSED).setSummary(summary).build());
  }

  private static ActivityOptions.Builder waited(RetryOptions retry) {
    return options(retry, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
  }

  private static ActivityOptions.Builder options(
      RetryOptions retry, ActivityCancellationType whenCancelled) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(ATTEMPT)
        .setRetryOptions(retry)
        .setCancellationType(whenCancelled);
  }

  private static RetryOptions.Builder retry(Duration longestPause) {
    return RetryOptions.newBuilder()
        .setInitialInterval(Duration.ofSeconds(1))
        .setBackoffCoefficient(2)
        .setMaximumInterval(longestPause);
  }
}
