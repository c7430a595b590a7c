package dev.sluice.gateway.source;

/** How a source's deliveries are verified, and with that whose they are. */
public enum Kind {
  github("github", true),
  stripe("stripe", true),
  slack("slack", true),
  shopify("shopify", true),
  twilio("twilio", true),
  standardWebhooks("standard-webhooks", false),
  hmac("hmac", false),
  basic("basic", false),
  apiKey("api-key", false);

  private final String word;
  private final boolean isProvider;

  Kind(String word, boolean isProvider) {
    this.word = word;
    this.isProvider = isProvider;
  }

  /** As the configuration writes it. */
  public String word() {
    return word;
  }

  /** A provider with a shape of its own; the others are schemes that anybody may use. */
  boolean isProvider() {
    return isProvider;
  }
}
