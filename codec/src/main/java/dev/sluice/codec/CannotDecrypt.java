package dev.sluice.codec;

/**
 * A payload stays unread. The message names the key, and has nothing of the payload. It is not one
 * of a converter's exceptions, on which the SDK drops a signal for good: by this one a run waits
 * for a worker that can read what it was told.
 */
public final class CannotDecrypt extends RuntimeException {

  private final boolean isKeyUnknown;

  private CannotDecrypt(String message, boolean isKeyUnknown) {
    super(message);
    this.isKeyUnknown = isKeyUnknown;
  }

  /** Whether the key is none of ours, rather than the payload none of the key's. */
  public boolean isKeyUnknown() {
    return isKeyUnknown;
  }

  static CannotDecrypt unknownKey(String id) {
    // What is no name of a key may be anything, and is not repeated.
    String which =
        EncryptionKey.isId(id) ? "the key \"" + id + "\"" : "a key whose name is none of ours";
    return new CannotDecrypt(
        "The payload is encrypted under "
            + which
            + ", which encryption.keys of this configuration does not have.",
        true);
  }

  static CannotDecrypt notOf(EncryptionKey key) {
    return new CannotDecrypt(
        "The payload does not decrypt under the key \""
            + key.id()
            + "\": it was changed, or another key had this name.",
        false);
  }
}
