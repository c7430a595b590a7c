package dev.sluice.workflows.order;

import java.time.Duration;

/**
 * How long an order goes on trying. A worker may shorten it (a test, a demonstration); the code of
 * the run does not depend on it, so that a change of it needs no version.
 *
 * @param forward a step before the pivot, then the order is undone
 * @param undo a look-up or an undoing call, then it is parked
 * @param capture a step after the pivot, then it is parked
 * @param notice a message to the customer, then the failure is noted
 * @param news an event or a task on its way to the gateway, then the failure is noted
 * @param ending the event that tells how the order ended
 * @param handOver until a person is asked about a parcel that is not handed over
 * @param parcel following a parcel at all; in this time people have been asked about it
 * @param longestLife how long after its end a call to a provider may still land there
 */
public record Patience(
    Duration forward,
    Duration undo,
    Duration capture,
    Duration notice,
    Duration news,
    Duration ending,
    Duration handOver,
    Duration parcel,
    Duration longestLife) {

  public static Patience standard() {
    return new Patience(
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofMinutes(5),
        Duration.ofDays(1),
        Duration.ofDays(7),
        Duration.ofDays(3),
        Duration.ofDays(365),
        Duration.ofSeconds(30));
  }

  public Patience withForward(Duration time) {
    return new Patience(time, undo, capture, notice, news, ending, handOver, parcel, longestLife);
  }

  /** For undoing and for capturing alike: how long until such a step is parked. */
  public Patience withUntilParked(Duration time) {
    return new Patience(forward, time, time, notice, news, ending, handOver, parcel, longestLife);
  }

  public Patience withHandOver(Duration time) {
    return new Patience(forward, undo, capture, notice, news, ending, time, parcel, longestLife);
  }
}
