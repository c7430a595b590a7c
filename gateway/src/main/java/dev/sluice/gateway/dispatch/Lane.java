package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.route.Action;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
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
    paused
  }

  final Target target;
  State state = State.idle;
  int failures;
  boolean targetAbsent;
  private final Deque<Held> work = new ArrayDeque<>();

  Lane(Target target) {
    this.target = target;
  }

  void add(Held held) {
    work.addLast(held);
  }

  boolean isEmpty() {
    return work.isEmpty();
  }

  Held next() {
    return targetAbsent ? start().orElseGet(work::getFirst) : work.getFirst();
  }

  /** Whether it can go on although its first piece waits. */
  boolean hasStart() {
    return start().isPresent();
  }

  void remove(Held held) {
    for (Iterator<Held> each = work.iterator(); each.hasNext(); ) {
      Held candidate = each.next();
      if (candidate.seq() == held.seq() && candidate.n() == held.n()) {
        each.remove();
        return;
      }
    }
  }

  private Optional<Held> start() {
    return work.stream().filter(held -> held.action() instanceof Action.Start).findFirst();
  }
}
