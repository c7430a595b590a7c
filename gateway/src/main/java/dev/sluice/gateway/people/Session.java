package dev.sluice.gateway.people;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Somebody has signed in, and has come back with the token. Of what counted then there is a seal
 * alone, which cannot be made without the token: the database teaches nobody to guess a key. Its
 * text form has neither.
 */
public record Session(String token, Identity.Way way, String name, String seal) {

  static String seal(String token, Identity who) {
    return Sha256.hexOf((token + "\n" + who.proof()).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it is of this one, and what counted when it began is the same now. */
  public boolean isOf(Identity who) {
    return way == who.way()
        && name.equals(who.name())
        && MessageDigest.isEqual(
            seal.getBytes(StandardCharsets.UTF_8),
            seal(token, who).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Session[" + way + " " + name + "]";
  }
}
