package dev.sluice.gateway.journal;

import java.nio.ByteBuffer;

/**
 * Says of an identity that it is surely new, without a look into the file: five bits of 512 in one
 * line of the processor's cache, for each identity that was added. Identities are hashes, so that
 * their own bits choose the line and the five. With 4 million of them in it one in some hundred new
 * ones is not known as such; more only cost more looks. Not safe for many threads.
 */
final class IdentityFilter {

  private static final int LINES = 1 << 17;
  private static final int WORDS = 8;
  private static final int BITS = 5;
  private static final int BITS_OF_PLACE = 9;

  private final long[] words = new long[LINES * WORDS];

  void add(byte[] identity) {
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    int line = line(bytes.getLong());
    long places = bytes.getLong();
    for (int i = 0; i < BITS; i++) {
      words[line + word(places)] |= bit(places);
      places >>>= BITS_OF_PLACE;
    }
  }

  boolean isSurelyNew(byte[] identity) {
    ByteBuffer bytes = ByteBuffer.wrap(identity);
    int line = line(bytes.getLong());
    long places = bytes.getLong();
    for (int i = 0; i < BITS; i++) {
      if ((words[line + word(places)] & bit(places)) == 0) {
        return true;
      }
      places >>>= BITS_OF_PLACE;
    }
    return false;
  }

  private static int line(long upper) {
    return (int) (upper >>> (Long.SIZE - Integer.numberOfTrailingZeros(LINES))) * WORDS;
  }

  private static int word(long places) {
    return (int) (places >>> 6) & (WORDS - 1);
  }

  private static long bit(long places) {
    return 1L << places;
  }
}
