package dev.sluice.gateway.journal;

import java.nio.ByteBuffer;

/**
 * Identities with the event that has each, 24 bytes a place. They are hashes, so that the first
 * bits say where each one's place is: read from the first place to the last they are in the order
 * of their bytes, but for neighbours. Not safe for many threads.
 */
final class IdentityTable {

  static final long NONE = 0;

  private static final int FIRST_PLACES = 1_024;

  private long[] high = new long[FIRST_PLACES];
  private long[] low = new long[FIRST_PLACES];
  private long[] seqs = new long[FIRST_PLACES];
  private int size;

  /** A later event takes the identity from an earlier one. */
  void put(byte[] identity, long seq) {
    if (4 * (size + 1) > 3 * seqs.length) {
      grow();
    }
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    put(bytes.getLong(), bytes.getLong(), seq);
  }

  private void put(long upper, long lower, long seq) {
    int place = find(upper, lower);
    if (seqs[place] == NONE) {
      high[place] = upper;
      low[place] = lower;
      size++;
    }
    seqs[place] = seq;
  }

  long get(byte[] identity) {
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    return seqs[find(bytes.getLong(), bytes.getLong())];
  }

  int size() {
    return size;
  }

  int places() {
    return seqs.length;
  }

  long seqAt(int place) {
    return seqs[place];
  }

  byte[] identityAt(int place) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(high[place]).putLong(low[place]).array();
  }

  /** The place of that identity, or the free one where it belongs. */
  private int find(long upper, long lower) {
    int place = (int) (upper >>> (Long.SIZE - Integer.numberOfTrailingZeros(seqs.length)));
    while (seqs[place] != NONE && (high[place] != upper || low[place] != lower)) {
      place = (place + 1) & (seqs.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldSeqs = seqs;
    high = new long[2 * oldSeqs.length];
    low = new long[2 * oldSeqs.length];
    seqs = new long[2 * oldSeqs.length];
    size = 0;
    for (int place = 0; place < oldSeqs.length; place++) {
      if (oldSeqs[place] != NONE) {
        put(oldHigh[place], oldLow[place], oldSeqs[place]);
      }
    }
  }
}
