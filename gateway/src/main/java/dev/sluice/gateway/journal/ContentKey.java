package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keyed hashes (HMAC-SHA256) of what an event is and what it says. Every part goes in with its
 * length, so that no two different lists of parts look alike. The key is made once, in a file of
 * the data folder that only its owner can read. Safe for many threads.
 */
final class ContentKey {

  static final String FILE = "content.key";

  private static final int KEY_BYTES = 32;
  private static final int IDENTITY_BYTES = 16;

  /** Never used itself: a copy of it has the key taken in already. */
  private final Mac keyed;

  private ContentKey(byte[] key) {
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has HmacSHA256", e);
    }
  }

  /**
   * @param isNew whether nothing was hashed yet, so that a key may be made
   * @throws JournalUnusable when there is no usable key
   */
  static ContentKey in(Path folder, boolean isNew) {
    Path file = folder.resolve(FILE).toAbsolutePath();
    try {
      if (!Files.exists(file)) {
        if (!isNew) {
          throw missing(file);
        }
        create(folder, file);
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != KEY_BYTES) {
        throw new JournalUnusable(
            file + " has " + bytes.length + " bytes instead of 32: restore it from a backup");
      }
      return new ContentKey(bytes);
    } catch (IOException e) {
      throw new JournalUnusable("The key for content hashes cannot be used: " + e, e);
    }
  }

  private static JournalUnusable missing(Path file) {
    return new JournalUnusable(
        "The key file "
            + file
            + " is missing, and the database has events whose identities were hashed with it: with"
            + " another key no repeat of them would be known. Restore the file from the backup of"
            + " the data folder, or start with the data folder that belongs to this database.");
  }

  /** Never a half-written key: written beside, synced, then moved in place. */
  private static void create(Path folder, Path file) throws IOException {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    Files.createDirectories(folder);
    Path draft = folder.resolve("content.key.new");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    // The file's name is on disk when its folder is.
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** A key for another purpose, from which this one cannot be told. */
  byte[] derived(String purpose) {
    Mac mac = mac();
    add(mac, purpose);
    return mac.doFinal();
  }

  /** Of what was received: never id, time, trace, or what we filled in. */
  byte[] content(Event event) {
    Mac mac = mac();
    add(mac, event.type());
    add(mac, event.subject());
    add(mac, event.dataVersion());
    add(mac, event.data().contentType());
    add(mac, event.data().bytes());
    return mac.doFinal();
  }

  /** Of (source, id), or of (caller, idempotency key) where there is one. */
  byte[] identity(Event event, String caller) {
    Mac mac = mac();
    if (event.idempotencyKey() == null) {
      add(mac, "event");
      add(mac, event.source());
      add(mac, event.id());
    } else {
      add(mac, "key");
      add(mac, caller);
      add(mac, event.idempotencyKey());
    }
    return Arrays.copyOf(mac.doFinal(), IDENTITY_BYTES);
  }

  private Mac mac() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Every JVM can copy HmacSHA256", e);
    }
  }

  private static void add(Mac mac, @Nullable String part) {
    if (part == null) {
      addLength(mac, -1);
    } else {
      add(mac, part.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(Mac mac, byte[] part) {
    addLength(mac, part.length);
    mac.update(part);
  }

  private static void addLength(Mac mac, int length) {
    mac.update(
        new byte[] {
          (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
  }
}
