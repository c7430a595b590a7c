package dev.sluice.gateway.source;

import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether a delivery comes from who holds one of the secrets. Looks at raw bytes only, tries
 * every secret on every signature, compares in constant time, and never throws for what a sender
 * wrote. Safe for many threads.
 */
public sealed interface Verifier
    permits Credential, MacHeader, StandardWebhooks, StripeSignature, TwilioSignature {

  /** Empty: it is theirs. */
  Optional<Refusal> refusal(Delivery delivery, Instant now);
}
