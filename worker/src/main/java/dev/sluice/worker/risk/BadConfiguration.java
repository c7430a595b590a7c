package dev.sluice.worker.risk;

/** The configuration cannot work. The message says where and why, and is fit for a person. */
public final class BadConfiguration extends RuntimeException {
  public BadConfiguration(String message) {
    super(message);
  }
}
