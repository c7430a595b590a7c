package dev.sluice.codec;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One key and its name. What is encrypted is the nonce (96 random bits), the text in AES-256-GCM
 * and its tag; the key's name is authenticated with it. The key itself is nowhere written. Safe for
 * many threads.
 */
public final class EncryptionKey {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final String id;
  private final byte[] secret;
  private final byte[] name;
  private final Aead aead;

  private EncryptionKey(String id, byte[] secret) {
    this.id = id;
    this.secret = secret;
    this.name = id.getBytes(StandardCharsets.UTF_8);
    this.aead = aead(secret);
  }

  /**
   * @param base64 the 256 bits of it
   * @throws BadKey which says why, and quotes nothing
   */
  public static EncryptionKey of(String id, String base64) {
    if (!isId(id)) {
      throw new IllegalArgumentException("Not the name of a key");
    }
    byte[] secret = bytes(base64);
    if (secret.length != BYTES) {
      throw new BadKey("the key has " + secret.length * 8 + " bits, not 256");
    }
    return new EncryptionKey(id, secret);
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // Its message would show a character of the key.
      throw new BadKey("the key is not base64");
    }
  }

  /** Letters, digits and {@code . _ -}, at most 64. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  public String id() {
    return id;
  }

  /** Whether another name stands for the same key. */
  public boolean hasSecretOf(EncryptionKey other) {
    return MessageDigest.isEqual(secret, other.secret);
  }

  byte[] encrypt(byte[] text) {
    try {
      return aead.encrypt(text, name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM does not encrypt", e);
    }
  }

  /**
   * @throws GeneralSecurityException when this key did not encrypt it under this name
   */
  byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
    return aead.decrypt(encrypted, name);
  }

  @AccessesPartialKey
  private static Aead aead(byte[] secret) {
    try {
      AeadConfig.register();
      AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(BYTES)
              .setIvSizeBytes(NONCE_BYTES)
              .setTagSizeBytes(TAG_BYTES)
              // Tink's own key number is left out: ours is in the payload's metadata.
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      AesGcmKey key =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()))
              .build();
      return KeysetHandle.newBuilder()
          .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
          .build()
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no AES-GCM", e);
    }
  }

  @Override
  public String toString() {
    return "EncryptionKey[" + id + "]";
  }
}
