package dev.sluice.gateway.config;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import java.util.List;

/** Tiers of which no mail tells, since nobody who is asked there has an address. */
final class Unreached {

  private static final String PERSON = "person:";
  private static final String ROLE = "role:";

  private Unreached() {}

  /**
   * @param asked whom each tier asks
   */
  static void warn(List<Value> asked, People people) {
    for (Value tier : asked) {
      String to = tier.text().orElse("");
      if (people.all().stream()
          .noneMatch(person -> isAsked(person, to) && person.email() != null)) {
        tier.warn(
            "nobody whom this asks has an email: no mail tells of it",
            "give people.members an email there");
      }
    }
  }

  private static boolean isAsked(Person person, String to) {
    return to.startsWith(PERSON)
        ? person.id().equals(to.substring(PERSON.length()))
        : !to.startsWith(ROLE) || person.roles().contains(to.substring(ROLE.length()));
  }
}
