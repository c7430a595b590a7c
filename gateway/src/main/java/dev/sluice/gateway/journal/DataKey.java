package dev.sluice.gateway.journal;

import java.nio.file.Path;

/**
 * Keys for purposes of their own, made of the one in the data folder, from which neither that one
 * nor each other can be told.
 */
public final class DataKey {

  private DataKey() {}

  /**
   * The journal is open: it has made the key.
   *
   * @throws JournalUnusable when it is not there
   */
  public static byte[] of(Path data, String purpose) {
    return ContentKey.in(data, false).derived(purpose);
  }
}
