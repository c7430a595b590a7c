package dev.sluice.sandbox.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of text. */
public final class Sha256 {

  private static final int ID_BYTES = 16;

  private Sha256() {}

  public static byte[] of(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /**
   * An id that follows from the key of the call that makes the thing: the same calls make the same
   * ids, and so meet the same faults of a profile.
   */
  public static String id(String prefix, String key) {
    return prefix + "_" + HexFormat.of().formatHex(of(key), 0, ID_BYTES);
  }
}
