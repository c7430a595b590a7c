package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Nearest;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom ladders can ask. Where no member is named a role is only a word, and whoever may operate
 * decides; where there are members, somebody must have it.
 */
record Askable(boolean isNamed, Set<String> people, Map<String, Integer> roles) {

  static final Askable ANYBODY = new Askable(false, Set.of(), Map.of());

  private static final String PERSON = "person:";
  private static final String ROLE = "role:";

  void check(Value to) {
    to.name().ifPresent(text -> check(to, text));
  }

  private void check(Value to, String text) {
    if (text.startsWith(PERSON)) {
      String person = text.substring(PERSON.length());
      if (!people.contains(person)) {
        to.refuse("there is no '" + person + "' in people.members", nearest(person, people));
      }
    } else if (isNamed && text.startsWith(ROLE)) {
      String role = text.substring(ROLE.length());
      if (!roles.containsKey(role)) {
        to.refuse(
            "nobody in people.members has the role '" + role + "'", nearest(role, roles.keySet()));
      }
    } else if (isNamed) {
      to.refuse("'" + text + "' is nobody to ask", "write role:NAME or person:NAME");
    }
  }

  /** How many at most may answer, as far as that is known. */
  int most(String to) {
    if (to.startsWith(PERSON)) {
      return 1;
    }
    return isNamed && to.startsWith(ROLE)
        ? roles.getOrDefault(to.substring(ROLE.length()), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  static @Nullable String nearest(String word, Collection<String> known) {
    return Nearest.to(word, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElse(known.isEmpty() ? null : "known here: " + String.join(", ", known));
  }
}
