package dev.sluice.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The most common scheme: one header with the HMAC of the body, or of a time and the body. GitHub,
 * Shopify and Slack are cases of it.
 */
public final class MacHeader implements Verifier {

  /**
   * The scheme in words.
   *
   * @param algorithm as Java names it: {@code HmacSHA256}
   * @param header the signature's, in lower case
   * @param prefix what stands before the signature in its header; may be empty
   * @param timestamp the header that has the signed time, in lower case, where there is one
   */
  public record Scheme(
      String algorithm,
      Encoding encoding,
      String header,
      String prefix,
      @Nullable String timestamp,
      SignedText text,
      Duration tolerance) {}

  private static final Duration NONE = Duration.ZERO;
  private static final SignedText BODY = SignedText.of(SignedText.BODY);

  private final Scheme scheme;
  private final Macs macs;
  private final Freshness freshness;

  public MacHeader(Scheme scheme, List<byte[]> secrets) {
    this.scheme = scheme;
    this.macs = new Macs(scheme.algorithm(), scheme.encoding(), secrets);
    this.freshness = new Freshness(scheme.tolerance());
  }

  /** Its older SHA-1 header alone is not believed. */
  public static MacHeader github(List<byte[]> secrets) {
    return new MacHeader(
        new Scheme("HmacSHA256", Encoding.hex, "x-hub-signature-256", "sha256=", null, BODY, NONE),
        secrets);
  }

  public static MacHeader shopify(List<byte[]> secrets) {
    return new MacHeader(
        new Scheme("HmacSHA256", Encoding.base64, "x-shopify-hmac-sha256", "", null, BODY, NONE),
        secrets);
  }

  public static MacHeader slack(List<byte[]> secrets, Duration tolerance) {
    return new MacHeader(
        new Scheme(
            "HmacSHA256",
            Encoding.hex,
            "x-slack-signature",
            "v0=",
            "x-slack-request-timestamp",
            SignedText.of("v0:${timestamp}:${body}"),
            tolerance),
        secrets);
  }

  @Override
  public Optional<Refusal> refusal(Delivery delivery, Instant now) {
    Optional<String> signature = delivery.header(scheme.header());
    if (signature.isEmpty()) {
      return Optional.of(Refusal.signatureMissing);
    }
    if (!signature.get().startsWith(scheme.prefix())) {
      return Optional.of(Refusal.signatureUnreadable);
    }
    String given = signature.get().substring(scheme.prefix().length());
    if (scheme.timestamp() == null) {
      return fits(given, "", delivery) ? Optional.empty() : Optional.of(Refusal.signatureWrong);
    }
    Optional<String> timestamp = delivery.header(scheme.timestamp());
    if (timestamp.isEmpty()) {
      return Optional.of(Refusal.timestampMissing);
    }
    if (!Freshness.isReadable(timestamp.get())) {
      return Optional.of(Refusal.timestampUnreadable);
    }
    return fits(given, timestamp.get(), delivery)
        ? freshness.refusal(timestamp.get(), now)
        : Optional.of(Refusal.signatureWrong);
  }

  private boolean fits(String given, String timestamp, Delivery delivery) {
    return macs.fit(List.of(given), scheme.text().of(timestamp, delivery.body()));
  }
}
