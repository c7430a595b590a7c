package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Fault;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * All lanes and gates, and whose turn it is. Each method is one step under one lock and calls
 * nobody. A lane is in exactly one place: ready, at its gate, with a thread, with a timer, or
 * stopped by a paused route.
 */
final class Lanes {

  /** One piece of work in the hands of a thread, until it is given back by one of the methods. */
  record Turn(Lane lane, Held work, int failures, long begun) {}

  private final LongSupplier nanos;
  private final InFlight inFlight = new InFlight();
  private final Map<Target, Lane> lanes = new HashMap<>();
  private final Map<String, Gate> gates = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private final Set<Lane> stoppedLanes = new LinkedHashSet<>();
  private final Predicate<String> isPaused;
  private final SinceRead sinceRead = new SinceRead();
  private int size;
  private boolean stopped;

  Lanes(LongSupplier nanos) {
    this(nanos, route -> false);
  }

  /**
   * @param isPaused whether work of this route is not to be begun
   */
  Lanes(LongSupplier nanos, Predicate<String> isPaused) {
    this.nanos = nanos;
    this.isPaused = isPaused;
  }

  synchronized int size() {
    return size;
  }

  synchronized int inFlight() {
    return inFlight.underWay();
  }

  synchronized int inFlightLimit() {
    return inFlight.limit();
  }

  synchronized void add(Held work) {
    Lane lane = lanes.computeIfAbsent(work.target(), Lane::new);
    if (lane.add(work)) {
      size++;
    }
    boolean wakes = lane.targetAbsent && work.starts();
    if (lane.state == Lane.State.idle || (lane.state == Lane.State.paused && wakes)) {
      queue(lane);
    }
  }

  /** Comes before the snapshot of what {@link #addRead} gets, until {@link #readEnds}. */
  synchronized void readBegins() {
    sinceRead.begin();
  }

  synchronized void readEnds() {
    sinceRead.end();
  }

  /** Whether it is to be added of what was read: not what is here, or ended since the snapshot. */
  synchronized boolean isNew(Held work) {
    Lane lane = lanes.get(work.target());
    return (lane == null || !lane.has(work)) && !sinceRead.hasEnded(work);
  }

  /**
   * The same for what is read from the journal, and may be here already. False for what has to be
   * read again: a pause puts out what is before it, and may have stopped it as well.
   */
  synchronized boolean addRead(Held work) {
    if (isNew(work)) {
      if (sinceRead.hasCleared(work.target())) {
        return false;
      }
      add(work);
    }
    return true;
  }

  synchronized Optional<Turn> take() {
    while (!stopped && inFlight.hasRoom() && !ready.isEmpty()) {
      Lane lane = ready.removeFirst();
      if (isPaused.test(lane.next().route())) {
        lane.state = Lane.State.stopped;
        stoppedLanes.add(lane);
        continue;
      }
      Gate gate = gate(lane.target.namespace());
      if (gate.isOpen()) {
        lane.state = Lane.State.busy;
        inFlight.begin();
        return Optional.of(new Turn(lane, lane.next(), lane.failures, nanos.getAsLong()));
      }
      gate.waiting.addLast(lane);
    }
    return Optional.empty();
  }

  synchronized boolean hasStopped() {
    return !stoppedLanes.isEmpty();
  }

  /** What is to leave memory: of each stopped lane what is next, and all behind it. */
  synchronized List<Held> stopped() {
    stoppedLanes.forEach(lane -> sinceRead.cleared(lane.target));
    return stoppedLanes.stream().flatMap(lane -> lane.fromNext().stream()).toList();
  }

  /**
   * What the journal stopped leaves; the rest of its lane goes on, where it may. A lane that goes
   * on by now keeps it: it was let go meanwhile, and whoever reads it again finds it here.
   */
  synchronized void evict(List<Held> gone) {
    for (Held work : gone) {
      Lane lane = lanes.get(work.target());
      if (lane != null && lane.state == Lane.State.stopped && lane.remove(work)) {
        size--;
      }
    }
    settle();
  }

  /** Other routes are paused than before. */
  synchronized void settle() {
    for (Lane lane : List.copyOf(stoppedLanes)) {
      if (lane.isEmpty()) {
        stoppedLanes.remove(lane);
        lanes.remove(lane.target);
        lane.state = Lane.State.idle;
      } else if (!isPaused.test(lane.next().route())) {
        stoppedLanes.remove(lane);
        queue(lane);
      }
    }
  }

  /** Whether it is news that the engine is well. */
  synchronized boolean ended(Turn turn) {
    Lane lane = turn.lane();
    inFlight.worked(turn.begun(), nanos.getAsLong());
    sinceRead.ended(turn.work());
    if (lane.remove(turn.work())) {
      size--;
    }
    lane.failures = 0;
    if (turn.work().starts()) {
      lane.targetAbsent = false;
    }
    if (lane.isEmpty()) {
      lanes.remove(lane.target);
      lane.state = Lane.State.idle;
    } else {
      queue(lane);
    }
    return gate(lane.target.namespace()).worked();
  }

  /** The work stays in front; {@link #wake} takes it up again, or a start that it waits for. */
  synchronized void pause(Turn turn, boolean targetAbsent) {
    Lane lane = turn.lane();
    if (targetAbsent) {
      inFlight.waited();
    } else {
      inFlight.failed(nanos.getAsLong());
    }
    lane.failures++;
    boolean isStart = turn.work().starts();
    // A start that has to be tried again is still what the work before it waits for.
    lane.targetAbsent = isStart ? lane.targetAbsent : targetAbsent;
    if (targetAbsent && lane.hasStart()) {
      queue(lane);
    } else {
      lane.state = Lane.State.paused;
    }
  }

  synchronized void wake(Lane lane) {
    if (lane.state == Lane.State.paused) {
      queue(lane);
    }
  }

  /** Puts the lane at its gate, shut for this reason. */
  synchronized boolean giveBack(Turn turn, Fault fault) {
    inFlight.failed(nanos.getAsLong());
    queue(turn.lane());
    return gate(turn.lane().target.namespace()).shut(fault, true);
  }

  /** After a check. Whether that is news. */
  synchronized boolean shut(String namespace, Fault fault) {
    return gate(namespace).shut(fault, false);
  }

  /** Whether the engine is known to be well; if not, the work that goes through shows it. */
  synchronized boolean open(String namespace) {
    Gate gate = gate(namespace);
    ready.addAll(gate.waiting);
    gate.waiting.clear();
    return gate.open();
  }

  /** How long until the next check of a shut gate; empty when one is planned already. */
  synchronized Optional<Duration> planCheck(String namespace) {
    Gate gate = gate(namespace);
    if (gate.isOpen() || gate.checkPlanned) {
      return Optional.empty();
    }
    gate.checkPlanned = true;
    return Optional.of(gate.pause());
  }

  synchronized void checked(String namespace) {
    gate(namespace).checkPlanned = false;
  }

  synchronized boolean isOpen(String namespace) {
    return gate(namespace).isOpen();
  }

  /** The first fault of any namespace. */
  synchronized Optional<Fault> fault() {
    return gates.values().stream().filter(gate -> !gate.isOpen()).findFirst().map(Gate::fault);
  }

  synchronized void stop() {
    stopped = true;
  }

  private void queue(Lane lane) {
    lane.state = Lane.State.queued;
    ready.addLast(lane);
  }

  private Gate gate(String namespace) {
    return gates.computeIfAbsent(namespace, name -> new Gate());
  }
}
