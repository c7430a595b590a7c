package dev.sluice.gateway.journal;

import java.nio.ByteBuffer;

/**
 * Identities with the event that has each, 24 bytes a place, one beside the other since each look
 * is a miss of the processor's caches. They are hashes, so that the first bits say where each one's
 * place is: read from the first place to the last they are in the order of their bytes, but for
 * neighbours. Not safe for many threads.
 */
final class IdentityTable {

  static final long NONE = 0;

  private static final int FIRST_PLACES = 1_024;

  // A slot is the first half of an identity, the second, and the event's seq.
  private static final int SLOT = 3;
  private static final int LOWER = 1;
  private static final int SEQ = 2;

  private long[] slots = new long[SLOT * FIRST_PLACES];
  private int places = FIRST_PLACES;
  private int size;

  /** A later event takes the identity from an earlier one. */
  void put(byte[] identity, long seq) {
    if (4 * (size + 1) > 3 * places) {
      grow();
    }
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    put(bytes.getLong(), bytes.getLong(), seq);
  }

  private void put(long upper, long lower, long seq) {
    int slot = find(upper, lower);
    if (slots[slot + SEQ] == NONE) {
      slots[slot] = upper;
      slots[slot + LOWER] = lower;
      size++;
    }
    slots[slot + SEQ] = seq;
  }

  long get(byte[] identity) {
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    return slots[find(bytes.getLong(), bytes.getLong()) + SEQ];
  }

  int size() {
    return size;
  }

  int places() {
    return places;
  }

  long seqAt(int place) {
    return slots[SLOT * place + SEQ];
  }

  byte[] identityAt(int place) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(slots[SLOT * place])
        .putLong(slots[SLOT * place + LOWER])
        .array();
  }

  /** The slot of that identity, or the free one where it belongs. */
  private int find(long upper, long lower) {
    int place = (int) (upper >>> (Long.SIZE - Integer.numberOfTrailingZeros(places)));
    int slot = SLOT * place;
    while (slots[slot + SEQ] != NONE && (slots[slot] != upper || slots[slot + LOWER] != lower)) {
      place = (place + 1) & (places - 1);
      slot = SLOT * place;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    places *= 2;
    slots = new long[SLOT * places];
    size = 0;
    for (int slot = 0; slot < old.length; slot += SLOT) {
      if (old[slot + SEQ] != NONE) {
        put(old[slot], old[slot + LOWER], old[slot + SEQ]);
      }
    }
  }
}
