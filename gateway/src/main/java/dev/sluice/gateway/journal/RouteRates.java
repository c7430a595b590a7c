package dev.sluice.gateway.journal;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many events each route has taken in the last minutes, filtered ones included, as this process
 * has seen them. Safe for many threads; the one that counts is the journal's.
 */
public final class RouteRates implements Journal.Listener {

  private static final int MINUTES = 16;
  private static final long MINUTE = 60_000;

  /** One slot for each of the last minutes: which minute it is of, and its count. */
  private static final class Slots {
    private final AtomicLongArray minutes = new AtomicLongArray(MINUTES);
    private final AtomicLongArray counts = new AtomicLongArray(MINUTES);

    void count(long minute) {
      int slot = (int) (minute % MINUTES);
      if (minutes.getAndSet(slot, minute) != minute) {
        counts.set(slot, 0);
      }
      counts.incrementAndGet(slot);
    }

    long sum(long minute, int last) {
      long sum = 0;
      for (int slot = 0; slot < MINUTES; slot++) {
        long age = minute - minutes.get(slot);
        sum += age >= 0 && age < last ? counts.get(slot) : 0;
      }
      return sum;
    }
  }

  private final Clock clock;
  private final Map<String, Slots> routes = new ConcurrentHashMap<>();

  public RouteRates(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void committed(StoredEvent event, List<Held> held) {
    long minute = clock.millis() / MINUTE;
    for (Verdict verdict : event.verdicts()) {
      String route = verdict.route();
      if (route != null) {
        routes.computeIfAbsent(route, name -> new Slots()).count(minute);
      }
    }
  }

  /** Events in the minute that goes on and the {@code minutes - 1} before it; 15 at most. */
  public long inLast(int minutes, String route) {
    Slots slots = routes.get(route);
    return slots == null ? 0 : slots.sum(clock.millis() / MINUTE, minutes);
  }
}
