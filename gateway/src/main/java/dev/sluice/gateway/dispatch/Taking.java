package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Backlog;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings held work into the lanes: straight from the commit while memory keeps up, else from the
 * journal, by one thread at a time. What was stopped and let go comes first, since it is older.
 */
final class Taking {

  private static final Logger log = LoggerFactory.getLogger(Taking.class);
  private static final int PAGE = 1_000;

  /** These are read by the journal's writer: a shorter page holds up no commit. */
  private static final int RELEASED_PAGE = 200;

  private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(1);

  private final Journal journal;
  private final Lanes lanes;
  private final Attempt attempt;
  private final EngineWatch.Later later;
  private final Feed feed = new Feed();
  private final AtomicBoolean reading = new AtomicBoolean();

  Taking(Journal journal, Lanes lanes, Attempt attempt, EngineWatch.Later later) {
    this.journal = journal;
    this.lanes = lanes;
    this.attempt = attempt;
    this.later = later;
  }

  void committed(long seq, List<Held> held) {
    if (feed.takes(seq, lanes.size())) {
      held.forEach(lanes::add);
      later.pump();
    } else {
      readMore();
    }
  }

  void inDoubt() {
    feed.doubt();
    readMore();
  }

  /** Something may have been let go. */
  void released() {
    feed.release();
    readMore();
  }

  private boolean mustRead() {
    return feed.mustRead(lanes.size()) && !journal.stops().isSweeping();
  }

  void readMore() {
    if (mustRead() && reading.compareAndSet(false, true)) {
      later.run(Duration.ZERO, this::read);
    }
  }

  private void read() {
    try {
      while (mustRead()) {
        readPage();
        later.pump();
      }
      reading.set(false);
      // A commit that was turned away just now found the reading still going on.
      readMore();
    } catch (RuntimeException | Error e) {
      log.error("Held work cannot be read from the journal; trying again", e);
      later.run(AFTER_AN_ERROR, this::read);
    }
  }

  private void readPage() {
    if (feed.takeDoubt()) {
      lookInto();
    }
    lanes.readBegins();
    try {
      if (feed.hasReleased()) {
        takeReleased();
      } else {
        takeHeld();
      }
    } finally {
      lanes.readEnds();
    }
  }

  private void takeReleased() {
    int releases = feed.releases();
    List<Held> work = journal.stops().takeReleased(RELEASED_PAGE);
    boolean isAllAdded = false;
    try {
      isAllAdded = addEvaluated(work);
    } finally {
      if (!isAllAdded) {
        // It is let go for good. Who reads from the beginning finds it, and what is behind it.
        feed.again();
        feed.released(releases);
      }
    }
    if (work.size() < RELEASED_PAGE) {
      feed.released(releases);
    }
  }

  private void takeHeld() {
    long sweeps = journal.stops().sweeps();
    if (journal.stops().isSweeping()) {
      return;
    }
    Optional<Backlog.Piece> piece = journal.backlog().after(feed.taken(), PAGE);
    if (journal.stops().isSwept(sweeps)) {
      return;
    }
    if (piece.isEmpty()) {
      feed.release();
    } else if (addEvaluated(piece.get().work())) {
      feed.read(piece.get());
    } else {
      feed.again();
    }
  }

  /** What is paused and stopped may be other than what was told. */
  private void lookInto() {
    try {
      journal.stops().recover();
    } catch (RuntimeException e) {
      feed.doubt();
      throw e;
    }
  }

  /** Whether none of it has to be read again. */
  private boolean addEvaluated(List<Held> read) {
    boolean all = true;
    for (Held work : read) {
      if (lanes.isNew(work)) {
        all &= addEvaluated(work);
      }
    }
    return all;
  }

  /** What cannot even be evaluated is not in the way of what is behind it. */
  private Planned evaluated(Held work) {
    try {
      return attempt.evaluated(work);
    } catch (RuntimeException | StackOverflowError e) {
      log.error("The event {} breaks its route {}", work.event().eid(), work.route(), e);
      return new Planned.Broken(
          work.route(), Route.INPUT_FAILED, "The route breaks on this event: " + e);
    }
  }

  private boolean addEvaluated(Held work) {
    Planned planned = evaluated(work);
    if (planned instanceof Planned.Work evaluated) {
      return lanes.addRead(work.withAction(evaluated.action()));
    }
    if (planned instanceof Planned.Broken broken) {
      var unused = journal.backlog().mark(work, new Outcome.Dead(broken.reason(), broken.detail()));
    }
    return true;
  }
}
