package dev.sluice.codec;

/** A text is no key. The message says why, for a person, and has nothing of the text. */
public final class BadKey extends RuntimeException {

  /** How to make a good one. */
  public static final String HINT = "make one with: openssl rand -base64 32";

  BadKey(String message) {
    super(message);
  }
}
