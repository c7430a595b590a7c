package dev.sluice.gateway.source;

import dev.sluice.gateway.event.Incoming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Deliveries as tests write them, and signatures made apart from the code under test. */
public final class Deliveries {

  private Deliveries() {}

  /** Headers as name, value, name, value. */
  static Delivery posted(String body, String... headers) {
    Map<String, List<String>> byName = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName
          .computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), none -> new ArrayList<>())
          .add(headers[i + 1]);
    }
    return new Delivery(new Incoming(byName, utf8(body)), "");
  }

  static Delivery withQuery(String query) {
    return new Delivery(new Incoming(Map.of(), new byte[0]), query);
  }

  public static byte[] mac(String algorithm, String secret, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(utf8(secret), algorithm));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
