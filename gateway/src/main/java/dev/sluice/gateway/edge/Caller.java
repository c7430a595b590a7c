package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.route.TypeSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, what it may publish, from which origins' pages, and which person acts by it, if one.
 */
record Caller(
    String name, Set<Role> roles, TypeSet types, Set<String> origins, @Nullable Person person) {

  Caller(String name, Set<Role> roles, TypeSet types, Set<String> origins) {
    this(name, roles, types, origins, null);
  }

  boolean may(Role role) {
    return role == Role.open
        || role == Role.known
        || roles.contains(role)
        || roles.contains(Role.admin);
  }

  /** Under which name it is kept who did something: never one that the request itself says. */
  String actor() {
    return person == null ? name : person.id();
  }

  /** By a session, which only pages of ours can use: no others' origins are allowed with it. */
  Caller inBrowser() {
    return new Caller(name, roles, types, Set.of(), person);
  }

  Caller as(Person other) {
    return new Caller(name, roles, types, origins, other);
  }
}
