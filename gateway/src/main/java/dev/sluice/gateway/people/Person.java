package dev.sluice.gateway.people;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the configuration names. Its text form says no more than which one.
 *
 * @param id how ladders name the person, and how the journal does: {@code person:anna} is {@code
 *     anna}
 * @param signsInAs what a provider of identities calls the person, where that is not by e-mail
 * @param roles by which ladders ask: {@code role:clerk} is {@code clerk}
 * @param access what the person may do here once signed in, in the words of the keys' roles
 * @param locale in which messages come, where that is not the usual one
 */
public record Person(
    String id,
    String name,
    @Nullable String email,
    String signsInAs,
    Set<String> roles,
    Set<String> access,
    @Nullable ZoneId zone,
    @Nullable Locale locale) {

  public Person(
      String id,
      String name,
      @Nullable String email,
      String signsInAs,
      Set<String> roles,
      Set<String> access,
      @Nullable ZoneId zone) {
    this(id, name, email, signsInAs, roles, access, zone, null);
  }

  @Override
  public String toString() {
    return "Person[" + id + "]";
  }
}
