package dev.sluice.gateway.people;

/** Somebody could not be signed in by a provider. What it says is for that person. */
public final class OpenIdFailed extends Exception {

  /** What the person can do about it. */
  public enum Why {
    /** Begin again: it took too long, or it was begun elsewhere. */
    stale,
    /** Nothing: the provider, or what it sent, is not as it must be. */
    refused,
    /** Come again later: it does not answer. */
    unavailable
  }

  private final Why why;
  private final String word;

  OpenIdFailed(Why why, String message) {
    super(message, null, false, false);
    this.why = why;
    this.word = message;
  }

  public Why why() {
    return why;
  }

  /** For the person who would sign in. */
  public String word() {
    return word;
  }
}
