package dev.sluice.gateway.source;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A credential that comes with each delivery and signs nothing: HTTP basic, or a key in a header or
 * in the query. Secrets are kept and compared as digests, so that their lengths show nowhere.
 */
public final class Credential implements Verifier {

  /** Where the credential stands. */
  public sealed interface Place {

    /** {@code Authorization: Basic}, under this name. */
    record Basic(String user) implements Place {}

    /** A header, its name in lower case, with what stands before the key in it. */
    record Header(String name, String prefix) implements Place {}

    record Query(String parameter) implements Place {}
  }

  private static final String BASIC = "basic ";

  private final Place place;
  private final List<byte[]> digests;

  public Credential(Place place, List<byte[]> secrets) {
    this.place = place;
    this.digests = secrets.stream().map(secret -> Sha256.of(expected(place, secret))).toList();
  }

  private static byte[] expected(Place place, byte[] secret) {
    return place instanceof Place.Basic basic
        ? utf8(basic.user() + ":" + new String(secret, StandardCharsets.UTF_8))
        : secret;
  }

  @Override
  public Optional<Refusal> refusal(Delivery delivery, Instant now) {
    Optional<byte[]> given = given(delivery);
    if (given.isEmpty()) {
      return Optional.of(Refusal.credentialsMissing);
    }
    byte[] digest = Sha256.of(given.get());
    boolean known = false;
    for (byte[] each : digests) {
      known |= MessageDigest.isEqual(each, digest);
    }
    return known ? Optional.empty() : Optional.of(Refusal.credentialsWrong);
  }

  private Optional<byte[]> given(Delivery delivery) {
    if (place instanceof Place.Header header) {
      return delivery
          .header(header.name())
          .filter(value -> value.startsWith(header.prefix()))
          .map(value -> utf8(value.substring(header.prefix().length())));
    }
    if (place instanceof Place.Query query) {
      return Form.read(utf8(delivery.query()))
          .map(fields -> fields.getOrDefault(query.parameter(), List.of()))
          .filter(values -> values.size() == 1)
          .map(values -> utf8(values.get(0)));
    }
    return delivery
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length()))
        .flatMap(value -> base64(value.substring(BASIC.length()).strip()));
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
