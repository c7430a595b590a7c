package dev.sluice.gateway.source;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Standard Webhooks scheme, symmetric ({@code v1}, HMAC-SHA256) and asymmetric ({@code v1a},
 * ed25519), over the id, the time and the body with dots between. Svix's own header names are read
 * where none of the standard's is there.
 */
public final class StandardWebhooks implements Verifier {

  private static final String SECRET = "whsec_";
  private static final String PUBLIC = "whpk_";

  /** What X.509 writes before the 32 bytes of an ed25519 key. */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private final Macs macs;
  private final List<PublicKey> keys;
  private final Freshness freshness;

  private StandardWebhooks(List<byte[]> secrets, List<PublicKey> keys, Duration tolerance) {
    this.macs = new Macs("HmacSHA256", Encoding.base64, secrets);
    this.keys = keys;
    this.freshness = new Freshness(tolerance);
  }

  /**
   * @param secrets {@code whsec_} and Base64, Base64 alone, or {@code whpk_} and a public key
   * @throws IllegalArgumentException for one that is none of these
   */
  public static StandardWebhooks of(List<byte[]> secrets, Duration tolerance) {
    List<byte[]> symmetric = new ArrayList<>();
    List<PublicKey> asymmetric = new ArrayList<>();
    for (byte[] bytes : secrets) {
      String secret = new String(bytes, StandardCharsets.UTF_8);
      if (secret.startsWith(PUBLIC)) {
        asymmetric.add(publicKey(base64(secret.substring(PUBLIC.length()))));
      } else {
        symmetric.add(
            base64(secret.startsWith(SECRET) ? secret.substring(SECRET.length()) : secret));
      }
    }
    return new StandardWebhooks(symmetric, List.copyOf(asymmetric), tolerance);
  }

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static PublicKey publicKey(byte[] raw) {
    if (raw.length != KEY_BYTES) {
      throw new IllegalArgumentException("an ed25519 key has 32 bytes");
    }
    byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + KEY_BYTES);
    System.arraycopy(raw, 0, encoded, ED25519.length, KEY_BYTES);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no ed25519 key", e);
    }
  }

  @Override
  public Optional<Refusal> refusal(Delivery delivery, Instant now) {
    String family = family(delivery);
    Optional<String> id = delivery.header(family + "id");
    Optional<String> time = delivery.header(family + "timestamp");
    Optional<String> header = delivery.header(family + "signature");
    if (header.isEmpty() || id.isEmpty() || id.get().isEmpty()) {
      return Optional.of(Refusal.signatureMissing);
    }
    if (time.isEmpty()) {
      return Optional.of(Refusal.timestampMissing);
    }
    if (!Freshness.isReadable(time.get())) {
      return Optional.of(Refusal.timestampUnreadable);
    }
    byte[] head = (id.get() + "." + time.get() + ".").getBytes(StandardCharsets.UTF_8);
    List<String> tokens = List.of(header.get().split(" ", -1));
    boolean fits = macs.fit(of(tokens, "v1,"), List.of(head, delivery.body()));
    for (String signature : of(tokens, "v1a,")) {
      fits |= isSigned(signature, head, delivery.body());
    }
    return fits ? freshness.refusal(time.get(), now) : Optional.of(Refusal.signatureWrong);
  }

  private static String family(Delivery delivery) {
    boolean none =
        List.of("webhook-id", "webhook-timestamp", "webhook-signature").stream()
            .noneMatch(delivery.request().headers()::containsKey);
    return none ? "svix-" : "webhook-";
  }

  private static List<String> of(List<String> tokens, String version) {
    return tokens.stream()
        .filter(token -> token.startsWith(version))
        .map(token -> token.substring(version.length()))
        .toList();
  }

  private boolean isSigned(String base64, byte[] head, byte[] body) {
    byte @Nullable [] signature = signature(base64);
    boolean signed = false;
    if (signature != null) {
      for (PublicKey key : keys) {
        signed |= isSigned(signature, key, head, body);
      }
    }
    return signed;
  }

  private static byte @Nullable [] signature(String base64) {
    try {
      return base64(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isSigned(byte[] signature, PublicKey key, byte[] head, byte[] body) {
    try {
      Signature verifying = Signature.getInstance("Ed25519");
      verifying.initVerify(key);
      verifying.update(head);
      verifying.update(body);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length, say: a wrong one like any other.
      return false;
    }
  }
}
