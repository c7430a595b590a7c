package dev.sluice.workflows.saga;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits that a cancel of the surrounding scope ends, and whose timers say what they are for and are
 * gone when they are no longer needed. Workflow code.
 */
public final class Waiting {

  private Waiting() {}

  /** Waits for the condition. A cancel of the scope throws. */
  public static void until(BooleanSupplier condition) {
    Workflow.await(condition::getAsBoolean);
    CancellationScope.throwCanceled();
  }

  /** Waits for the condition, whatever is cancelled. */
  public static void regardless(BooleanSupplier condition) {
    Workflow.newDetachedCancellationScope(() -> Workflow.await(condition::getAsBoolean)).run();
  }

  /** Whether the condition came true within the time. A cancel of the scope throws. */
  public static boolean until(Duration within, String summary, BooleanSupplier condition) {
    if (condition.getAsBoolean() || within.isZero() || within.isNegative()) {
      CancellationScope.throwCanceled();
      return condition.getAsBoolean();
    }
    CompletablePromise<Void> fired = Workflow.newPromise();
    TimerOptions named = TimerOptions.newBuilder().setSummary(summary).build();
    CancellationScope timer =
        Workflow.newCancellationScope(() -> fired.completeFrom(Workflow.newTimer(within, named)));
    timer.run();
    quieten(fired);
    until(() -> condition.getAsBoolean() || fired.isCompleted());
    if (!fired.isCompleted()) {
      timer.cancel("no longer needed");
    }
    return condition.getAsBoolean();
  }

  /** Lets the time pass. A cancel of the scope throws. */
  public static void pass(Duration time, String summary) {
    until(time, summary, () -> false);
  }

  /** Takes note of a promise whose failure nobody will ask for, such as that of a stopped timer. */
  public static void quieten(Promise<?> promise) {
    promise.handle((value, failure) -> value);
  }
}
