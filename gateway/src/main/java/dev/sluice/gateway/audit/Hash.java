package dev.sluice.gateway.audit;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** SHA-256 over values that each go in with type and length, so that no two lists look alike. */
final class Hash {

  private final MessageDigest digest = Sha256.begin();

  /** A column's value as SQLite keeps it: nothing, a text, a whole number, or bytes. */
  Hash add(@Nullable Object value) {
    if (value == null) {
      return head('n', 0);
    }
    if (value instanceof Digest part) {
      return bytes('b', part.bytes());
    }
    if (value instanceof String text) {
      return bytes('t', text.getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof byte[] bytes) {
      return bytes('b', bytes);
    }
    if (value instanceof Number number) {
      return bytes('i', ByteBuffer.allocate(Long.BYTES).putLong(number.longValue()).array());
    }
    throw new IllegalArgumentException("A row has no " + value.getClass().getName());
  }

  Digest value() {
    return new Digest(digest.digest());
  }

  private Hash bytes(char type, byte[] bytes) {
    head(type, bytes.length);
    digest.update(bytes);
    return this;
  }

  private Hash head(char type, int length) {
    digest.update((byte) type);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    return this;
  }
}
