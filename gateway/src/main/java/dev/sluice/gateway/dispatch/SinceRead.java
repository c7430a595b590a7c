package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import java.util.HashSet;
import java.util.Set;

/**
 * What a read of the journal cannot know, since it came after the read's snapshot: what has come to
 * its end, and whose work a pause puts out of memory. Remembered only while somebody reads. Not
 * safe for many threads: the lock of {@link Lanes} guards it.
 */
final class SinceRead {

  private final Set<Place> ended = new HashSet<>();
  private final Set<Target> cleared = new HashSet<>();
  private boolean reads;

  /** Before the snapshot. */
  void begin() {
    reads = true;
  }

  void end() {
    reads = false;
    ended.clear();
    cleared.clear();
  }

  void ended(Held work) {
    if (reads) {
      ended.add(work.place());
    }
  }

  void cleared(Target target) {
    if (reads) {
      cleared.add(target);
    }
  }

  boolean hasEnded(Held work) {
    return ended.contains(work.place());
  }

  boolean hasCleared(Target target) {
    return cleared.contains(target);
  }
}
