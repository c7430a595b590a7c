package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Backlog.Piece;
import dev.sluice.gateway.journal.Backlog.Place;

/**
 * How far the journal has been taken into memory. While memory keeps up, work comes straight from
 * the commit; else it is read from the journal, from where memory left off, so that each piece is
 * taken once and in order.
 */
final class Feed {

  private static final int FULL = 20_000;
  private static final int LOW = 10_000;

  private Place taken = Place.START;
  private long committed;
  private boolean keepsUp;
  private boolean doubted;

  /** How often something was let go, and up to which time it is all in memory. */
  private int releases;

  private int releasesTaken;

  /** Whether the work of a fresh commit goes into memory now. */
  synchronized boolean takes(long seq, int inMemory) {
    committed = Math.max(committed, seq);
    if (!keepsUp || seq <= taken.seq()) {
      return false;
    }
    if (inMemory >= FULL) {
      keepsUp = false;
      return false;
    }
    taken = new Place(seq, Integer.MAX_VALUE);
    return true;
  }

  synchronized boolean mustRead(int inMemory) {
    return doubted || (!keepsUp && inMemory < LOW);
  }

  /** Where to read on from. */
  synchronized Place taken() {
    return taken;
  }

  /**
   * Something may have been committed that nobody tells, new or old: what was let go or held again
   * lies before all that was taken. So all is read anew, by a read that begins from now on.
   */
  synchronized void doubt() {
    keepsUp = false;
    doubted = true;
    taken = Place.START;
    releases++;
  }

  /** Some of what was read could not be taken. */
  synchronized void again() {
    keepsUp = false;
    taken = Place.START;
  }

  /** Whether there was a doubt that nobody has looked into yet. */
  synchronized boolean takeDoubt() {
    boolean was = doubted;
    doubted = false;
    return was;
  }

  /** What was let go is older than what is committed from now on, which waits for it. */
  synchronized void release() {
    keepsUp = false;
    releases++;
  }

  synchronized int releases() {
    return releases;
  }

  synchronized boolean hasReleased() {
    return releases != releasesTaken;
  }

  /** All that was let go up to then is taken. */
  synchronized void released(int upTo) {
    releasesTaken = upTo;
  }

  synchronized void read(Piece piece) {
    if (doubted) {
      // The doubt came after the read's snapshot.
      return;
    }
    taken = piece.upTo();
    // What was committed after the read's snapshot has been turned away: then read once more.
    keepsUp = piece.last() && committed <= taken.seq() && !hasReleased();
  }
}
