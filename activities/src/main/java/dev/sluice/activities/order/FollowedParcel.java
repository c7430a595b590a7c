package dev.sluice.activities.order;

import dev.sluice.activities.order.FollowingByPolling.Cursor;
import dev.sluice.activities.provider.Answer;
import dev.sluice.activities.provider.Failures;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.order.Following.HandedOver;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.ActivityInfo;
import io.temporal.activity.ManualActivityCompletionClient;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One parcel under way: beats, looks, waits, until the carrier has it or its order no longer wants
 * to know. Heartbeats keep time with their time-out, looks with the pace; a look is always behind a
 * heartbeat, so that nobody looks for an order that was cancelled. It ends exactly once; whatever
 * comes after that is ignored. Steps of one parcel never overlap: each is under its lock.
 */
final class FollowedParcel {

  private static final Logger log = LoggerFactory.getLogger(FollowedParcel.class);

  private final FollowingByPolling following;
  private final String bookingId;
  private final Duration beat;
  private final ManualActivityCompletionClient activity;
  private final Map<String, String> logContext;

  // Guarded by this.
  private Cursor cursor;
  private Instant nextLook = Instant.MIN;
  private Future<?> nextStep = CompletableFuture.completedFuture(null);
  private Future<?> look = CompletableFuture.completedFuture(null);
  private boolean ended;

  FollowedParcel(
      FollowingByPolling following,
      String bookingId,
      Cursor cursor,
      ActivityInfo info,
      ManualActivityCompletionClient activity) {
    this.following = following;
    this.bookingId = bookingId;
    this.cursor = cursor;
    this.beat = FollowPace.nextBeat(info.getHeartbeatTimeout());
    this.activity = activity;
    Map<String, String> current = MDC.getCopyOfContextMap();
    this.logContext = current == null ? Map.of() : Map.copyOf(current);
  }

  void begin() {
    inContext(() -> wakeIn(Duration.ZERO));
  }

  /** Records the cursor and gives the activity back, for another worker to go on with. */
  void handOver() {
    inContext(
        () -> {
          if (!ended && beat()) {
            end(() -> activity.fail(FollowingByPolling.handedToAnother()));
          }
        });
  }

  private void step() {
    if (ended || !beat()) {
      return;
    }
    Instant now = following.clock().instant();
    if (look.isDone() && !now.isBefore(nextLook)) {
      nextLook = now.plus(following.pace().nextLook(quietUntil(now)));
      look();
    }
    Duration untilLook = Duration.between(now, nextLook);
    // A look that is still under way when the next is due is waited for as long as a heartbeat.
    wakeIn(
        untilLook.compareTo(Duration.ZERO) > 0 && untilLook.compareTo(beat) < 0 ? untilLook : beat);
  }

  private Duration quietUntil(Instant now) {
    return Duration.between(Instant.parse(cursor.since()), now);
  }

  private void wakeIn(Duration delay) {
    nextStep = following.later(delay, () -> inContext(this::step));
  }

  /** Whether the activity is still wanted; if not, it has been ended. */
  private boolean beat() {
    try {
      activity.recordHeartbeat(cursor);
      return true;
    } catch (ActivityCompletionException e) {
      // The SDK wraps what the engine said.
      Throwable said = e.getCause() instanceof ActivityCompletionException cause ? cause : e;
      if (said instanceof ActivityCanceledException || said instanceof ActivityNotExistsException) {
        end(() -> activity.reportCancellation(cursor));
        return false;
      }
      if (said instanceof ActivityPausedException || said instanceof ActivityResetException) {
        end(() -> activity.fail(FollowingByPolling.handedToAnother()));
        return false;
      }
      log.warn("the heartbeat of parcel {} was not taken; it goes on", bookingId, e);
      return true;
    }
  }

  private void look() {
    look =
        following
            .carrier()
            .callLater(ProviderCall.get("bookings", bookingId), this::read)
            .handleAsync(
                (seen, failure) -> {
                  inContext(() -> conclude(seen, failure));
                  return null;
                },
                following.steps());
  }

  private record Seen(String state, String at) {}

  private Seen read(Answer answer) {
    String state = answer.text("state");
    return new Seen(
        state,
        answer
            .optionalText("handedOverAt")
            .orElseGet(() -> following.clock().instant().toString()));
  }

  private void conclude(@Nullable Seen seen, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (seen == null) {
      lookAgainOrFail(failure);
      return;
    }
    switch (seen.state()) {
      case "handedOver" -> end(() -> activity.complete(new HandedOver(bookingId, seen.at())));
      case "cancelled" ->
          end(() -> activity.fail(permanent("the carrier has cancelled booking " + bookingId)));
      default -> {
        if (!seen.state().equals(cursor.state())) {
          somethingHappened(seen.state());
        }
      }
    }
  }

  private void somethingHappened(String state) {
    Instant now = following.clock().instant();
    cursor = new Cursor(state, now.toString());
    Duration soon = following.pace().nextLook(Duration.ZERO);
    nextLook = now.plus(soon);
    nextStep.cancel(false);
    wakeIn(soon.compareTo(beat) < 0 ? soon : beat);
  }

  /** A carrier that is away uses no attempt of the activity: the parcel just waits longer. */
  private void lookAgainOrFail(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof ApplicationFailure f && Failures.mayWorkLater(f)) {
      Duration wait = f.getNextRetryDelay();
      if (wait != null) {
        Instant asked = following.clock().instant().plus(wait);
        nextLook = asked.isAfter(nextLook) ? asked : nextLook;
      }
      return;
    }
    end(
        () ->
            activity.fail(
                cause instanceof ApplicationFailure f
                    ? f
                    : permanent("booking " + bookingId + " cannot be followed: " + cause)));
  }

  private static ApplicationFailure permanent(String message) {
    return ApplicationFailure.newNonRetryableFailure(message, FailureTypes.PERMANENT);
  }

  private void end(Runnable report) {
    ended = true;
    nextStep.cancel(false);
    following.forget(this);
    try {
      report.run();
    } catch (RuntimeException e) {
      // The engine is away, or has given the activity up: its time-outs decide.
      log.warn("the end of following parcel {} was not taken", bookingId, e);
    }
  }

  private synchronized void endAfter(RuntimeException fault) {
    if (!ended) {
      end(() -> activity.fail(fault));
    }
  }

  private void inContext(Runnable step) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.setContextMap(logContext);
    try {
      synchronized (this) {
        step.run();
      }
    } catch (RuntimeException e) {
      // A fault of ours must not leave a slot taken by a parcel that nobody follows.
      log.error("following parcel {} failed", bookingId, e);
      endAfter(e);
    } finally {
      MDC.setContextMap(before == null ? Map.of() : before);
    }
  }
}
