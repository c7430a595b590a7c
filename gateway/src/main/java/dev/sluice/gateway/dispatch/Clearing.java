package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts work of paused routes out of memory, and with it what is behind it in its lane: first the
 * journal is told, then the lane lets it go. One thread at a time.
 */
final class Clearing {

  private static final Logger log = LoggerFactory.getLogger(Clearing.class);
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final Journal journal;
  private final Lanes lanes;
  private final EngineWatch.Later later;
  private final AtomicBoolean underWay = new AtomicBoolean();

  Clearing(Journal journal, Lanes lanes, EngineWatch.Later later) {
    this.journal = journal;
    this.lanes = lanes;
    this.later = later;
  }

  void begin() {
    if (lanes.hasStopped()
        && !journal.stops().isSweeping()
        && underWay.compareAndSet(false, true)) {
      later.run(Duration.ZERO, this::clear);
    }
  }

  private void clear() {
    try {
      List<Held> stopped = lanes.stopped();
      if (journal.stops().isSweeping()) {
        // What is behind it may go on by what the journal says: begun again when that is over.
        underWay.set(false);
        return;
      }
      Set<Place> free = journal.stops().keepOut(stopped).join();
      lanes.evict(stopped.stream().filter(work -> !free.contains(work.place())).toList());
    } catch (RuntimeException e) {
      log.warn("Work of paused routes stays in memory for now: {}", e.toString());
    }
    underWay.set(false);
    if (lanes.hasStopped()) {
      later.run(AGAIN, this::begin);
    }
    later.pump();
  }
}
