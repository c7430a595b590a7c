package dev.sluice.gateway.people;

import dev.sluice.gateway.route.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people of one configuration, each under an id of its own. Immutable. */
public final class People {

  public static final People NONE = new People(List.of());

  private static final String EMAIL = "email";

  private final List<Person> all;

  private People(List<Person> all) {
    this.all = all;
  }

  public static People of(Collection<Person> all) {
    return new People(List.copyOf(all));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<Person> all() {
    return all;
  }

  public Optional<Person> find(String id) {
    return all.stream().filter(person -> person.id().equals(id)).findFirst();
  }

  /** How many have what ladders call {@code role:} and this. */
  public long withRole(String role) {
    return all.stream().filter(person -> person.roles().contains(role)).count();
  }

  /** Whose id is most like this one. */
  public Optional<String> nearest(String id) {
    return Nearest.to(id, all.stream().map(Person::id).toList());
  }

  /** The one person that there is; nobody where there are more. */
  public Optional<Person> only() {
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  /**
   * Whom a provider of identities means.
   *
   * @param claim what it was asked to tell the person by: {@code email}, or another
   */
  public Optional<Person> signingInAs(String claim, String value) {
    return all.stream()
        .filter(
            person ->
                claim.equals(EMAIL)
                    ? isOneAddress(value, person.email())
                    : value.equals(person.signsInAs()))
        .findFirst();
  }

  /** Letters that only become ours in another case make an address of somebody else's. */
  private static boolean isOneAddress(String said, @Nullable String ours) {
    return ours != null
        && said.chars().allMatch(letter -> letter < 128)
        && said.toLowerCase(Locale.ROOT).equals(ours.toLowerCase(Locale.ROOT));
  }
}
