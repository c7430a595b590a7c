package dev.sluice.activities.order;

import dev.sluice.activities.provider.Provider;
import dev.sluice.workflows.order.Following;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows parcels by asking the carrier now and then. A parcel that waits holds no thread: its
 * activity completes asynchronously, one timer wakes it, and {@code steps} runs what it does then.
 *
 * <p>{@link #handOver} ends every following of this worker with its last cursor recorded, so that
 * another goes on from there at once instead of after a heartbeat time-out. Thread-safe.
 */
public final class FollowingByPolling implements Following, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FollowingByPolling.class);

  /** Enough for this worker to stop asking for work, so that the parcel does not come back here. */
  private static final Duration UNTIL_ANOTHER_TAKES_OVER = Duration.ofSeconds(1);

  private final Provider carrier;
  private final FollowPace pace;
  private final Executor steps;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Set<FollowedParcel> parcels = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public FollowingByPolling(Provider carrier, FollowPace pace, Executor steps, Clock clock) {
    this.carrier = carrier;
    this.pace = pace;
    this.steps = steps;
    this.clock = clock;
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "follow-timer");
              thread.setDaemon(true);
              return thread;
            });
    one.setRemoveOnCancelPolicy(true);
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.timer = one;
  }

  @Override
  public HandedOver untilHandedOver(String bookingId) {
    if (stopping) {
      throw handedToAnother();
    }
    ActivityExecutionContext context = Activity.getExecutionContext();
    Cursor cursor =
        context
            .getHeartbeatDetails(Cursor.class)
            .orElseGet(() -> new Cursor(Cursor.NOT_YET_SEEN, clock.instant().toString()));
    FollowedParcel parcel =
        new FollowedParcel(
            this, bookingId, cursor, context.getInfo(), context.useLocalManualCompletion());
    parcels.add(parcel);
    parcel.begin();
    if (stopping) {
      // It came in while the others were being handed over.
      parcel.handOver();
    }
    // Nobody reads this: the activity completes when the parcel says so.
    return new HandedOver(bookingId, clock.instant().toString());
  }

  /** Where a following stands: what the next worker goes on from. {@code since} is an instant. */
  public record Cursor(String state, String since) {
    static final String NOT_YET_SEEN = "notYetSeen";
  }

  /** How many parcels are being followed here. */
  public int size() {
    return parcels.size();
  }

  /** Ends when every parcel is handed over, or after {@code atMost}. Takes no new ones. */
  public void handOver(Duration atMost) {
    stopping = true;
    List<CompletableFuture<Void>> ends =
        parcels.stream().map(p -> CompletableFuture.runAsync(p::handOver, steps)).toList();
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    if (!parcels.isEmpty()) {
      log.warn(
          "{} parcels could not be handed over in {}; their heartbeats will time out",
          parcels.size(),
          atMost);
    }
  }

  static ApplicationFailure handedToAnother() {
    ApplicationFailure failure =
        ApplicationFailure.newBuilder()
            .setType(FailureTypes.TRANSIENT)
            .setCategory(ApplicationErrorCategory.BENIGN)
            .setMessage("this worker stops; another follows the parcel from here")
            .setNextRetryDelay(UNTIL_ANOTHER_TAKES_OVER)
            .build();
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }

  Provider carrier() {
    return carrier;
  }

  FollowPace pace() {
    return pace;
  }

  Clock clock() {
    return clock;
  }

  Executor steps() {
    return steps;
  }

  void forget(FollowedParcel parcel) {
    parcels.remove(parcel);
  }

  Future<?> later(Duration delay, Runnable step) {
    return timer.schedule(() -> steps.execute(step), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
