package dev.sluice.gateway.source;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMACs under every active secret. Safe for many threads. */
final class Macs {

  private final String algorithm;
  private final Encoding encoding;
  private final List<SecretKeySpec> keys;

  /**
   * @throws IllegalArgumentException for a secret that is empty
   */
  Macs(String algorithm, Encoding encoding, List<byte[]> secrets) {
    this.algorithm = algorithm;
    this.encoding = encoding;
    this.keys = secrets.stream().map(secret -> new SecretKeySpec(secret, algorithm)).toList();
  }

  /** Whether any of the signatures is of these parts, one after the other, under any secret. */
  boolean fit(List<String> signatures, List<byte[]> parts) {
    List<byte[]> given = signatures.stream().map(encoding::canonical).toList();
    boolean fits = false;
    // All are compared, so that the time taken tells nothing of which came close.
    for (SecretKeySpec key : keys) {
      byte[] right = encoding.write(mac(key, parts));
      for (byte[] signature : given) {
        fits |= MessageDigest.isEqual(right, signature);
      }
    }
    return fits;
  }

  private byte[] mac(SecretKeySpec key, List<byte[]> parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      parts.forEach(mac::update);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }
}
