package dev.sluice.gateway.audit;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** SHA-256 over values that each go in with type and length, so that no two lists look alike. */
final class Hash {

  private static final int HEAD = 1 + Integer.BYTES;

  private static final int ROOM = 256;

  private final MessageDigest digest = Sha256.begin();

  /** Small parts are gathered, since each update has its price. */
  private final ByteBuffer parts = ByteBuffer.allocate(ROOM);

  /** A column's value as SQLite keeps it: nothing, a text, a whole number, or bytes. */
  Hash add(@Nullable Object value) {
    if (value == null) {
      head('n', 0);
    } else if (value instanceof Digest part) {
      bytes('b', part.bytes());
    } else if (value instanceof String text) {
      bytes('t', text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof byte[] bytes) {
      bytes('b', bytes);
    } else if (value instanceof Number number) {
      head('i', Long.BYTES).putLong(number.longValue());
    } else {
      throw new IllegalArgumentException("A row has no " + value.getClass().getName());
    }
    return this;
  }

  /** Of what was added since the value before. */
  Digest value() {
    flush();
    return new Digest(digest.digest());
  }

  private void bytes(char type, byte[] bytes) {
    head(type, bytes.length);
    if (bytes.length <= parts.remaining()) {
      parts.put(bytes);
    } else {
      flush();
      digest.update(bytes);
    }
  }

  /** With room for that many bytes after it, unless there never is. */
  private ByteBuffer head(char type, int length) {
    if (parts.remaining() < HEAD + length) {
      flush();
    }
    return parts.put((byte) type).putInt(length);
  }

  private void flush() {
    digest.update(parts.flip());
    parts.clear();
  }
}
