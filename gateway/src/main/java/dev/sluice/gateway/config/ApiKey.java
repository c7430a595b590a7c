package dev.sluice.gateway.config;

import dev.sluice.gateway.route.TypeGlob;
import java.util.List;
import java.util.Set;

/**
 * A key that a caller may come with, and the roles it gives: {@code publish}, {@code read}, {@code
 * operate}, {@code admin}. Without {@code types} it publishes every type; with {@code origins} the
 * web pages of these, and of no other, may use it. Its text form has no secret.
 */
public record ApiKey(
    String name, String secret, Set<String> roles, List<TypeGlob> types, Set<String> origins) {

  @Override
  public String toString() {
    return "ApiKey[" + name + ", " + roles + "]";
  }
}
