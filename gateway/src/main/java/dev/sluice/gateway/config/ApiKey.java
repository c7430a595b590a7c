package dev.sluice.gateway.config;

import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.route.TypeGlob;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that a caller may come with, and the roles it gives: {@code publish}, {@code read}, {@code
 * operate}, {@code admin}. Without {@code types} it publishes every type; with {@code origins} the
 * web pages of these, and of no other, may use it. With a {@code person} that is who acts by it.
 * Its text form has no secret.
 */
public record ApiKey(
    String name,
    String secret,
    Set<String> roles,
    List<TypeGlob> types,
    Set<String> origins,
    @Nullable Person person) {

  @Override
  public String toString() {
    return "ApiKey[" + name + ", " + roles + "]";
  }
}
