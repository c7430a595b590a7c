package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Which event may have an identity, and which place the next event takes. The identities of the
 * latest events are in memory, and are read from the events after a restart; when there are many,
 * they go into the table {@code identities}, some with each commit, in the order of their bytes.
 * What it says is a hint, to be looked up in the event: what a transaction left here that was
 * undone is not true. For the writer's thread only.
 */
final class Identities {

  /** Three quarters of the places of 12 MB: the more, the fewer pages are written for each. */
  private static final int MOST = 393_216;

  private static final long UNKNOWN = -1;

  private final int most;
  private final IdentityFilter filter = new IdentityFilter();
  private @Nullable IdentityRows rows;
  private IdentityTable recent = new IdentityTable();
  private @Nullable Merge merge;
  private int added;
  private long lastSeq = UNKNOWN;

  /** How far the table's identities are in the filter; null when all are. */
  private byte @Nullable [] filteredTo = {};

  Identities() {
    this(MOST);
  }

  /**
   * @param most of the latest events, before they go into the table
   */
  Identities(int most) {
    this.most = most;
  }

  /** On a connection that is new: what was not committed on the one before is undone. */
  void load(Connection connection) throws SQLException {
    boolean isFirst = rows == null;
    IdentityRows opened = new IdentityRows(connection);
    if (isFirst) {
      opened.eachSinceMerge(this::remember);
    }
    if (merge != null) {
      merge.undo(opened.lastSeq());
    }
    rows = opened;
    lastSeq = UNKNOWN;
  }

  long seqOf(byte[] identity) throws SQLException {
    if (filteredTo == null && filter.isSurelyNew(identity)) {
      return IdentityTable.NONE;
    }
    long seq = recent.get(identity);
    if (seq == IdentityTable.NONE && merge != null) {
      seq = merge.from.get(identity);
    }
    return seq == IdentityTable.NONE ? rows().seqOf(identity) : seq;
  }

  void put(byte[] identity, long seq) {
    remember(identity, seq);
    lastSeq = seq;
    added++;
  }

  private void remember(byte[] identity, long seq) {
    recent.put(identity, seq);
    filter.add(identity);
  }

  /** How many events the next commit has; those that were undone may count. */
  int added() {
    return added;
  }

  /** The place of the next event: one after the last that is not undone. */
  long nextSeq() throws SQLException {
    if (lastSeq == UNKNOWN) {
      lastSeq = rows().lastSeq();
    }
    return lastSeq + 1;
  }

  /** Something was rolled back. */
  void undone() {
    lastSeq = UNKNOWN;
  }

  /** The last before a commit: takes some of what is in memory into the table. */
  void merge() throws SQLException {
    IdentityRows to = rows();
    if (filteredTo != null) {
      filteredTo = to.eachAfter(filteredTo, filter::add);
    }
    if (merge == null && recent.size() >= most) {
      merge = new Merge(recent, to.lastSeq());
      recent = new IdentityTable();
    }
    if (merge != null) {
      merge.go(to, added);
    }
    added = 0;
  }

  /** What was merged is on disk. */
  void committed() {
    if (merge != null) {
      merge = merge.isOver() ? null : merge.kept();
    }
  }

  private IdentityRows rows() {
    IdentityRows open = rows;
    if (open == null) {
      throw new IllegalStateException("No connection is open");
    }
    return open;
  }

  /** What goes into the table, and how far it is there; all of it stays in memory until then. */
  private static final class Merge {

    private final IdentityTable from;
    private long upTo;
    private int place;
    private int committed;

    /**
     * @param upTo the identities of all events up to there are in {@code from}, or in the file
     */
    Merge(IdentityTable from, long upTo) {
      this.from = from;
      this.upTo = upTo;
    }

    /** Twice as fast as new ones come, so that the memory has room for these. */
    void go(IdentityRows to, int added) throws SQLException {
      place = to.insert(from, place, place + Math.max(64, 2 * added));
      if (isOver()) {
        to.mergedUpTo(upTo);
      }
    }

    boolean isOver() {
      return place == from.places();
    }

    Merge kept() {
      committed = place;
      return this;
    }

    /** The places behind the last event will be those of others, which are not in here. */
    void undo(long lastSeq) {
      place = committed;
      upTo = Math.min(upTo, lastSeq);
    }
  }
}
