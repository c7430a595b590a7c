package dev.sluice.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How far the chain went when it was last signed, in a file outside the database: a cut tail and a
 * chain made anew do not fit it.
 *
 * @param n the last row then, with its head
 * @param from the row that the chain began with
 * @param mac over all of it, with a key that is not in the database
 */
record Checkpoint(long n, String head, long from, String at, String mac) {

  static final String FILE = "audit.checkpoint";

  private static final JsonMapper JSON = new JsonMapper();

  static Checkpoint signed(Chain.Sealed sealed, Instant at, byte[] key) {
    String head = sealed.last().head().hex();
    Checkpoint unsigned = new Checkpoint(sealed.last().n(), head, sealed.from(), at.toString(), "");
    return new Checkpoint(
        unsigned.n, head, unsigned.from, unsigned.at, HexFormat.of().formatHex(unsigned.mac(key)));
  }

  boolean isSignedWith(byte[] key) {
    return MessageDigest.isEqual(
        mac.getBytes(StandardCharsets.US_ASCII),
        HexFormat.of().formatHex(mac(key)).getBytes(StandardCharsets.US_ASCII));
  }

  boolean isHead(Entry entry) {
    return entry.n() == n && entry.head().hex().equals(head);
  }

  /** Empty when there is none yet. */
  static Optional<Checkpoint> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Checkpoint.class));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a checkpoint: " + e.getOriginalMessage(), e);
    }
  }

  /** The old one or the new one is there at every moment. */
  void write(Path folder) throws IOException {
    Path draft = folder.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(this)));
      channel.force(true);
    }
    Files.move(
        draft,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] mac(byte[] key) {
    Digest text = new Hash().add(n).add(head).add(from).add(at).value();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.bytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has HmacSHA256", e);
    }
  }
}
