package dev.sluice.gateway.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stripe's {@code Stripe-Signature: t=SECONDS,v1=HEX[,v1=HEX...]}: the HMAC-SHA256 of the time, a
 * dot and the body. Other schemes in the header ({@code v0}) count for nothing; two times are none.
 */
public final class StripeSignature implements Verifier {

  private static final String HEADER = "stripe-signature";

  private final Macs macs;
  private final Freshness freshness;

  public StripeSignature(List<byte[]> secrets, Duration tolerance) {
    this.macs = new Macs("HmacSHA256", Encoding.hex, secrets);
    this.freshness = new Freshness(tolerance);
  }

  @Override
  public Optional<Refusal> refusal(Delivery delivery, Instant now) {
    Optional<String> header = delivery.header(HEADER);
    if (header.isEmpty()) {
      return Optional.of(Refusal.signatureMissing);
    }
    List<String> times = new ArrayList<>();
    List<String> signatures = new ArrayList<>();
    for (String item : header.get().split(",", -1)) {
      if (item.startsWith("t=")) {
        times.add(item.substring(2));
      } else if (item.startsWith("v1=")) {
        signatures.add(item.substring(3));
      }
    }
    if (signatures.isEmpty()) {
      return Optional.of(Refusal.signatureUnreadable);
    }
    if (times.size() != 1 || !Freshness.isReadable(times.get(0))) {
      return Optional.of(Refusal.timestampUnreadable);
    }
    String time = times.get(0);
    byte[] head = (time + ".").getBytes(StandardCharsets.UTF_8);
    return macs.fit(signatures, List.of(head, delivery.body()))
        ? freshness.refusal(time, now)
        : Optional.of(Refusal.signatureWrong);
  }
}
