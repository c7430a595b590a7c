package dev.sluice.gateway.people;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * As whom somebody has signed in. What that may do is looked up in the configuration each time, so
 * that it ends when the configuration says otherwise.
 *
 * @param name the key's, the person's id, or what the provider of identities told
 * @param proof of what counted when it began: a hash, so that a key that is replaced ends it
 */
public record Identity(Way way, String name, String proof) {

  /** How somebody signs in. */
  public enum Way {
    /** By an API key. */
    key,
    /** By nothing, on this machine, as the only person that there is. */
    local,
    /** By a provider of identities. */
    openId
  }

  public static Identity of(Way way, String name, String counts) {
    return new Identity(
        way, name, Sha256.hexOf((way + "\n" + counts).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return way + " " + name;
  }
}
