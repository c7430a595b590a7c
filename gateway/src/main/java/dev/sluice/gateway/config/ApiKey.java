package dev.sluice.gateway.config;

import java.util.Set;

/**
 * A key that a caller may come with, and the roles it gives: {@code publish}, {@code read}, {@code
 * operate}, {@code admin}. Its text form has no secret.
 */
public record ApiKey(String name, String secret, Set<String> roles) {

  @Override
  public String toString() {
    return "ApiKey[" + name + ", " + roles + "]";
  }
}
