package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work for one workflow, in the journal's order, one piece at a time. Only one thing goes out
 * of turn: when the first piece waits for a workflow that is not there, a later start is what it
 * waits for. Not safe for many threads: the dispatcher's lock guards it.
 */
final class Lane {

  enum State {
    /** Nobody has taken it up. */
    idle,
    /** In the queue of ready lanes, or at a shut gate. */
    queued,
    /** A thread works on its first piece. */
    busy,
    /** A timer will take it up. */
    paused,
    /** Its turn has come to work of a paused route, which is to leave. */
    stopped
  }

  final Target target;
  State state = State.idle;
  int failures;
  boolean targetAbsent;
  private final Map<Place, Held> work = new LinkedHashMap<>();

  Lane(Target target) {
    this.target = target;
  }

  /**
   * Whether it is one more: what is held again, out of order, may be read from the journal as well,
   * and may come before the end of its last try is told.
   */
  boolean add(Held held) {
    return work.put(held.place(), held) == null;
  }

  boolean has(Held held) {
    return work.containsKey(held.place());
  }

  /** What is next, and all that comes after it. */
  List<Held> fromNext() {
    List<Held> all = List.copyOf(work.values());
    return all.subList(all.indexOf(next()), all.size());
  }

  boolean isEmpty() {
    return work.isEmpty();
  }

  Held next() {
    Held first = work.values().iterator().next();
    return targetAbsent ? start().orElse(first) : first;
  }

  /** Whether it can go on although its first piece waits. */
  boolean hasStart() {
    return start().isPresent();
  }

  /** Whether it was there, and not replaced since it was taken. */
  @SuppressWarnings("ReferenceEquality") // This very piece: what is held again may be equal to it.
  boolean remove(Held held) {
    boolean isThere = work.get(held.place()) == held;
    if (isThere) {
      work.remove(held.place());
    }
    return isThere;
  }

  private Optional<Held> start() {
    return work.values().stream().filter(Held::starts).findFirst();
  }
}
